using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UdpLab.Help.Types;

/// <summary>The documentation that the compiler wrote next to an assembly, as Markdown.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, XElement> _members;

    public Documentation(string file) => _members = XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);

    /// <summary>The summary of a member, by the compiler's name for it ("P:UdpLab.Ledger.Sent"); empty if it has none.</summary>
    public string Of(string member) =>
        _members.GetValueOrDefault(member) is not { } found ? ""
        : found.Element("summary") is { } summary ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
        : (string?)found.Element("inheritdoc")?.Attribute("cref") is { } other && other != member ? Of(other)
        : "";

    private static string Text(XNode node) => node switch
    {
        XText text => Special().Replace(text.Value, @"\$0"),
        XElement { Name.LocalName: "para" } paragraph => " " + string.Concat(paragraph.Nodes().Select(Text)),
        XElement element when (string?)element.Attribute("cref") is { } reference => $"`{reference.Split('(')[0].Split('.')[^1]}`",
        XElement element when (string?)(element.Attribute("langword") ?? element.Attribute("name")) is { } word => $"`{word}`",
        XElement element => $"`{element.Value}`",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"[|*<>\\]")]
    private static partial Regex Special();
}
