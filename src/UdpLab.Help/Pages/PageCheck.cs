using UdpLab.Help.Cmdlets;

namespace UdpLab.Help.Pages;

/// <summary>A page tells all about its cmdlet, and nothing that it does not have.</summary>
internal static class PageCheck
{
    private const int FewestExamples = 2;

    public static void Check(Page page, CmdletFacts cmdlet, Problems problems)
    {
        void Wrong(int line, string text) => problems.Add(page.File, line, text);

        void NeedText(List<string> text, int line, string what)
        {
            if (text.Count == 0)
            {
                Wrong(line, $"{what} is missing.");
            }
        }

        if (page.Title != cmdlet.Name)
        {
            Wrong(1, $"The title is {page.Title}, not {cmdlet.Name}.");
        }

        NeedText(page.Synopsis, 1, "The synopsis, below the title,");
        NeedText(page.Description, 1, "The description");
        NeedText(page.Notes, 1, "The text of ## Notes");
        if (page.Examples.Count < FewestExamples)
        {
            Wrong(1, $"{page.Examples.Count} examples; at least {FewestExamples} are expected.");
        }

        foreach (PageExample example in page.Examples)
        {
            NeedText(example.Console, example.Line, "A block of commands");
            NeedText(example.Remarks, example.Line, "The explanation of the example");
        }

        foreach (ParameterFacts parameter in cmdlet.Parameters.Where(p => page.Parameters.All(w => w.Name != p.Name)))
        {
            Wrong(page.Parameters.Count > 0 ? page.Parameters[0].Line : 1, $"-{parameter.Name} has no entry in ## Parameters.");
        }

        foreach (PageParameter parameter in page.Parameters)
        {
            CheckParameter(parameter, cmdlet, Wrong, NeedText);
        }

        NeedText([.. page.Inputs.Select(i => i.Name)], 1, "A type in ## Inputs, or ### None,");
        string[] outputs = cmdlet.OutputTypes.Count > 0 ? [.. cmdlet.OutputTypes] : ["None"];
        if (!outputs.SequenceEqual(page.Outputs.Select(o => o.Name)))
        {
            Wrong(page.Outputs.Count > 0 ? page.Outputs[0].Line : 1, $"## Outputs has {string.Join(", ", page.Outputs.Select(o => o.Name))}; the cmdlet's are {string.Join(", ", outputs)}.");
        }

        foreach (PageType type in page.Inputs.Concat(page.Outputs))
        {
            NeedText(type.Description, type.Line, "The description of the type");
        }
    }

    private static void CheckParameter(PageParameter written, CmdletFacts cmdlet, Action<int, string> wrong, Action<List<string>, int, string> needText)
    {
        if (cmdlet.Parameters.FirstOrDefault(p => p.Name == written.Name) is not { } parameter)
        {
            wrong(written.Line, $"{cmdlet.Name} has no parameter -{written.Name}.");
            return;
        }

        needText(written.Description, written.Line, "The description of the parameter");
        if (!parameter.IsSwitch && written.Default is null)
        {
            wrong(written.Line, $"-{written.Name} has no default: \"- Default: 1\", or \"- Default: None\" if there is none.");
        }

        if (parameter.IsNumber != written.Unit is not null)
        {
            wrong(written.Line, parameter.IsNumber ? $"-{written.Name} is a number and has no unit: \"- Unit: packets\"." : $"-{written.Name} is {parameter.Type}, which has no unit.");
        }
    }
}
