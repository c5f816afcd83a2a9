namespace UdpLab.Help.Pages;

/// <summary>What is wrong with the pages, in MSBuild's form, so that the build reports each with its file and line.</summary>
internal sealed class Problems
{
    /// <summary>Whether there is one.</summary>
    public bool Any { get; private set; }

    /// <summary>Reports a problem; the line counts from 1.</summary>
    public void Add(string file, int line, string text)
    {
        Any = true;
        Console.Error.WriteLine($"{file}({line}): error HELP: {text}");
    }
}
