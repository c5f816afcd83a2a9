using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Plain text of 80 columns that is Markdown too: names are text, whatever they contain, and tables are indented, as code is.</summary>
internal sealed partial class MarkdownText(Stream stream) : IDisposable
{
    /// <summary>Columns of a table or of code.</summary>
    public const int CodeWidth = Width - 4;

    private const int Width = 80;
    private const string Indent = "    ";
    private readonly StreamWriter _text = new(stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true) { NewLine = "\n" };

    public void Title(string title) => Underlined(title, '=');

    public void Heading(string heading)
    {
        _text.WriteLine();
        Underlined(heading, '-');
    }

    public void Paragraph(string words)
    {
        _text.WriteLine();
        foreach (string line in Lines(words, Width))
        {
            _text.WriteLine(line);
        }
    }

    /// <summary>An item of a list.</summary>
    public void Item(string words)
    {
        _text.WriteLine();
        string start = "- ";
        foreach (string line in Lines(words, Width - 2))
        {
            _text.WriteLine(start + line);
            start = "  ";
        }
    }

    /// <inheritdoc cref="TextTable.Of" path="/param"/>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows, int must) =>
        Code(TextTable.Of([.. columns.Select(Clean)], [.. rows.Select(row => row.Select(Clean).ToArray())], CodeWidth, must));

    /// <summary>Lines as they are: commands are to be run again, so they are not cut.</summary>
    public void Code(IEnumerable<string> lines)
    {
        _text.WriteLine();
        foreach (string line in lines)
        {
            _text.WriteLine(line.Length == 0 ? "" : Indent + HostText.Clean(line));
        }
    }

    public void Dispose() => _text.Dispose();

    private void Underlined(string heading, char line)
    {
        string[] lines = [.. Lines(heading, Width)];
        _text.WriteLine(string.Join('\n', lines));
        _text.WriteLine(new string(line, lines.Select(TextColumns.Width).DefaultIfEmpty(1).Max()));
    }

    /// <summary>Lines of a text as text: what Markdown would take for an element, a link, an entity or the beginning of a list is escaped.</summary>
    private static IEnumerable<string> Lines(string words, int width)
    {
        StringBuilder text = new();
        string clean = Clean(words);
        for (int i = 0; i < clean.Length; i++)
        {
            bool isMarkup = clean[i] is '<' or '[' or '`' or '*' or '\\' || (clean[i] == '&' && i + 1 < clean.Length && (char.IsAsciiLetter(clean[i + 1]) || clean[i + 1] == '#'));
            text.Append(isMarkup ? "\\" : "").Append(clean[i]);
        }

        // A backslash takes a column, which only a line that begins with markup needs.
        return TextColumns.Wrap(text.ToString(), width).SelectMany(line => !Marker().IsMatch(line) ? [line] : TextColumns.Wrap(Marker().Replace(line, "$1\\"), width));
    }

    private static string Clean(string text) => HostText.Clean(text).Replace('\t', ' ');

    // What begins a heading, a list, a quotation, a rule or a block of code, or underlines the line before it.
    [GeneratedRegex(@"^([0-9]{1,9}(?=[.)](\s|$))|(?=#{1,6}(\s|$)|>|[+-](\s|$)|=+$|-{2,}$|~{3}|_{3}))")]
    private static partial Regex Marker();
}
