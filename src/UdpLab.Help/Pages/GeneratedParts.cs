using UdpLab.Help.Cmdlets;

namespace UdpLab.Help.Pages;

/// <summary>What a page says about a cmdlet that nobody has to write: its syntax, the type of each parameter, and where the properties of an output are described.</summary>
internal static class GeneratedParts
{
    /// <summary>The entry of a parameter's list that is generated.</summary>
    public const string Type = "Type";

    /// <summary>The entry of an output's list that is generated.</summary>
    public const string Properties = "Properties";

    /// <summary>Where the pages of types are, from a page.</summary>
    public const string Objects = "../objects";

    private const int Width = 100;

    /// <summary>Brings the generated parts of a page up to date.</summary>
    public static void Update(string file, CmdletFacts cmdlet)
    {
        string before = File.ReadAllText(file);
        string after = In(before, cmdlet);
        if (after != before)
        {
            File.WriteAllText(file, after);
        }
    }

    /// <summary>A page with its generated parts up to date.</summary>
    public static string In(string page, CmdletFacts cmdlet)
    {
        List<string> result = [];
        string section = "";
        string? entry = null;
        foreach (string line in page.Split('\n'))
        {
            bool isSection = line.StartsWith("## ", StringComparison.Ordinal);
            if (isSection || line.StartsWith("### ", StringComparison.Ordinal))
            {
                Finish(result, entry);
                section = isSection ? line[3..].Trim() : section;
                entry = isSection ? null : Entry(section, line[4..].Trim(), cmdlet);
            }

            if (isSection && section == "Syntax")
            {
                result.AddRange([line, "", .. Syntax(cmdlet), ""]);
            }
            else if (section != "Syntax" && !(entry is not null && IsGenerated(line)))
            {
                result.Add(line);
            }
        }

        return string.Join('\n', result);
    }

    private static bool IsGenerated(string line) => line.StartsWith($"- {Type}: ", StringComparison.Ordinal) || line.StartsWith($"- {Properties}: ", StringComparison.Ordinal);

    // What is generated for a parameter or an output; null for anything else.
    private static string? Entry(string section, string name, CmdletFacts cmdlet) => section switch
    {
        "Parameters" when cmdlet.Parameters.FirstOrDefault(p => $"-{p.Name}" == name) is { } parameter => $"- {Type}: {Describe(parameter)}",
        "Outputs" when name.StartsWith("UdpLab.", StringComparison.Ordinal) => $"- {Properties}: [{name[7..]}]({Objects}/{name[7..]}.md)",
        _ => null,
    };

    // It is the last of the list at the end of an entry; a list of its own if there is none.
    private static void Finish(List<string> lines, string? entry)
    {
        if (entry is not null)
        {
            int end = lines.FindLastIndex(l => l.Length > 0) + 1;
            lines.RemoveRange(end, lines.Count - end);
            lines.AddRange([.. lines[^1].StartsWith("- ", StringComparison.Ordinal) ? Array.Empty<string>() : [""], entry, ""]);
        }
    }

    private static string Describe(ParameterFacts parameter) => string.Join(", ", new[]
    {
        $"`{parameter.Type}`",
        parameter.Range,
        parameter.Values.Count > 0 ? string.Join(" or ", parameter.Values.Select(v => $"`{v}`")) : null,
        parameter.Mandatory ? "required" : null,
        parameter.Position != "named" ? $"position {parameter.Position}" : null,
        parameter.Pipeline switch
        {
            "False" => null,
            string ways => "from the pipeline " + ways.Replace("True (ByValue, ByPropertyName)", "by value or property name", StringComparison.Ordinal)
                .Replace("True (ByValue)", "by value", StringComparison.Ordinal).Replace("True (ByPropertyName)", "by property name", StringComparison.Ordinal),
        },
        parameter.Wildcards ? "wildcards" : null,
        parameter.Aliases.Count > 0 ? $"alias {string.Join(", ", parameter.Aliases.Select(a => $"`{a}`"))}" : null,
    }.Where(p => p is not null));

    private static IEnumerable<string> Syntax(CmdletFacts cmdlet)
    {
        yield return "```text";
        foreach (FormFacts form in cmdlet.Forms)
        {
            if (form != cmdlet.Forms[0])
            {
                yield return "";
            }

            string line = cmdlet.Name;
            foreach (string word in form.Parameters.Select(Word).Append("[<CommonParameters>]"))
            {
                if (line.Length + 1 + word.Length > Width)
                {
                    yield return line;
                    line = "   ";
                }

                line += " " + word;
            }

            yield return line;
        }

        yield return "```";
    }

    private static string Word(FormParameter part)
    {
        string name = "-" + part.Parameter.Name;
        string named = part.Use.Position is null ? name : $"[{name}]";
        string all = part.Parameter.IsSwitch ? named : $"{named} <{part.Parameter.Type}>";
        return part.Use.Mandatory ? all : $"[{all}]";
    }
}
