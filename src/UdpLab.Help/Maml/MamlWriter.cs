using System.Xml;
using UdpLab.Help.Cmdlets;
using UdpLab.Help.Pages;

namespace UdpLab.Help.Maml;

/// <summary>Writes help in MAML, the format Get-Help reads.</summary>
internal sealed class MamlWriter
{
    private const string MamlSpace = "http://schemas.microsoft.com/maml/2004/10";
    private const string CommandSpace = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string DevSpace = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XmlWriter _xml;

    private MamlWriter(XmlWriter xml) => _xml = xml;

    public static void Write(string file, IEnumerable<(CmdletFacts Cmdlet, Page Page)> pages)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using XmlWriter xml = XmlWriter.Create(file, new XmlWriterSettings { Indent = true });
        xml.WriteComment(" Generated from docs/cmdlets by src/UdpLab.Help. ");
        xml.WriteStartElement("helpItems", "http://msh");
        xml.WriteAttributeString("schema", "maml");
        foreach ((CmdletFacts cmdlet, Page page) in pages)
        {
            new MamlWriter(xml).Command(cmdlet, page);
        }

        xml.WriteEndElement();
    }

    private void Command(CmdletFacts cmdlet, Page page)
    {
        _xml.WriteStartElement("command", "command", CommandSpace);
        _xml.WriteAttributeString("xmlns", "maml", null, MamlSpace);
        _xml.WriteAttributeString("xmlns", "dev", null, DevSpace);
        Command("details", () =>
        {
            Command("name", cmdlet.Name);
            Command("verb", cmdlet.Name.Split('-')[0]);
            Command("noun", cmdlet.Name.Split('-')[1]);
            Text("description", page.Synopsis);
        });
        Text("description", page.Description);
        Command("syntax", () => Each(cmdlet.Forms, form => Form(cmdlet.Name, form)));
        Command("parameters", () => Each(page.Parameters, written => Parameter(cmdlet.Parameters.First(p => p.Name == written.Name), written)));
        Command("inputTypes", () => Each(page.Inputs, type => Type("inputType", type)));
        Command("returnValues", () => Each(page.Outputs, type => Type("returnValue", type)));
        Maml("alertSet", () => Text("alert", page.Notes));
        Command("examples", () =>
        {
            for (int i = 0; i < page.Examples.Count; i++)
            {
                Example(page.Examples[i], i + 1);
            }
        });
        Command("relatedLinks", () => Each(page.Related, Link));
        _xml.WriteEndElement();
    }

    private void Form(string name, FormFacts form) => Command("syntaxItem", () =>
    {
        Maml("name", name);
        foreach (FormParameter part in form.Parameters)
        {
            StartParameter(part.Parameter, part.Use.Mandatory, part.Use.Pipeline, part.Use.PositionText);
            Maml("name", part.Parameter.Name);
            Value(part.Parameter);
            if (part.Parameter.Values.Count > 0)
            {
                Command("parameterValueGroup", () => Each(part.Parameter.Values, value => Value(value, required: false, isList: false)));
            }

            _xml.WriteEndElement();
        }
    });

    private void Parameter(ParameterFacts parameter, PageParameter written)
    {
        StartParameter(parameter, parameter.Mandatory, parameter.Pipeline, parameter.Position);
        Maml("name", parameter.Name);
        Text("description", [.. written.Description, .. Limits(parameter, written) is { Length: > 0 } limits ? [limits] : Array.Empty<string>()]);
        Value(parameter);
        Dev("type", () =>
        {
            Maml("name", parameter.Type);
            Maml("uri", "");
        });
        Dev("defaultValue", written.Default ?? "False");
        _xml.WriteEndElement();
    }

    private static string Limits(ParameterFacts parameter, PageParameter written) =>
        string.Join(' ', new[] { written.Unit is { } unit ? $"Unit: {unit}." : null, parameter.Range is { } range ? $"Range: {range}." : null }.Where(t => t is not null));

    private void StartParameter(ParameterFacts parameter, bool required, string pipeline, string position)
    {
        _xml.WriteStartElement("parameter", CommandSpace);
        _xml.WriteAttributeString("required", required ? "true" : "false");
        _xml.WriteAttributeString("variableLength", parameter.IsList ? "true" : "false");
        _xml.WriteAttributeString("globbing", parameter.Wildcards ? "true" : "false");
        _xml.WriteAttributeString("pipelineInput", pipeline);
        _xml.WriteAttributeString("position", position);
        _xml.WriteAttributeString("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none");
    }

    private void Value(ParameterFacts parameter)
    {
        if (!parameter.IsSwitch)
        {
            Value(parameter.Type, required: true, parameter.IsList);
        }
    }

    private void Value(string text, bool required, bool isList)
    {
        _xml.WriteStartElement("parameterValue", CommandSpace);
        _xml.WriteAttributeString("required", required ? "true" : "false");
        _xml.WriteAttributeString("variableLength", isList ? "true" : "false");
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    private void Type(string element, PageType type) => Command(element, () =>
    {
        Dev("type", () => Maml("name", type.Name));
        Text("description", [.. type.Description, .. element == "returnValue" && type.Name.StartsWith("UdpLab.", StringComparison.Ordinal) ? [$"Properties: docs/objects/{type.Name[7..]}.md in the module's folder."] : Array.Empty<string>()]);
    });

    private void Example(PageExample example, int number) => Command("example", () =>
    {
        Maml("title", $"-------- Example {number}: {example.Title} --------");
        Dev("code", string.Join("\n\n", example.Console));

        // The formatter puts no line between this text and the next title.
        Dev("remarks", () => Each([.. example.Remarks, ""], text => Maml("para", text)));
    });

    // Get-Help -Online opens the first address of a page: as the links lead to others' pages, none has one.
    private void Link(PageLink link) => Maml("navigationLink", () =>
    {
        Maml("linkText", link.Address.StartsWith("https://", StringComparison.Ordinal) ? $"{link.Text}: {link.Address}" : link.Text);
        Maml("uri", "");
    });

    private void Text(string element, IEnumerable<string> paragraphs) => Maml(element, () => Each(paragraphs, text => Maml("para", text)));

    private void Maml(string name, Action content) => Element(name, MamlSpace, content);

    private void Maml(string name, string text) => Element(name, MamlSpace, () => _xml.WriteString(text));

    private void Command(string name, Action content) => Element(name, CommandSpace, content);

    private void Command(string name, string text) => Element(name, CommandSpace, () => _xml.WriteString(text));

    private void Dev(string name, Action content) => Element(name, DevSpace, content);

    private void Dev(string name, string text) => Element(name, DevSpace, () => _xml.WriteString(text));

    private void Element(string name, string space, Action content)
    {
        _xml.WriteStartElement(name, space);
        content();
        _xml.WriteEndElement();
    }

    private static void Each<T>(IEnumerable<T> items, Action<T> action)
    {
        foreach (T item in items)
        {
            action(item);
        }
    }
}
