using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Names as FlameGraph's stackcollapse-perf.pl writes them: without arguments, semicolons and quotes; the object in brackets
/// if perf found no symbol.
/// </summary>
internal static partial class FoldedName
{
    private const string KernelSuffix = "_[k]";

    public static string OfCommand(string command) => command.Replace(' ', '_').Replace(';', ':');

    /// <summary>A frame's names, outermost first: none if it is not a function, several if the symbol is a path of inlined functions ("a->b").</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="isJava">The command is a Java VM, whose class names lose their L.</param>
    /// <param name="markKernel">Append _[k] to kernel functions, as the script's --kernel does.</param>
    public static string[] Of(PerfFrame frame, bool isJava, bool markKernel) => frame.Name.StartsWith('(')
        ? []
        : [.. frame.Name.Split("->").Select(part => Tidy(part, frame, isJava) + (markKernel && frame is { Scope: PerfScope.Kernel } and not { Name: PerfFrame.Unknown, Path: PerfFrame.Unknown } ? KernelSuffix : ""))];

    private static string Tidy(string name, PerfFrame frame, bool isJava)
    {
        if (name == PerfFrame.Unknown)
        {
            name = frame.Path == PerfFrame.Unknown ? PerfFrame.Unknown : $"[{frame.SharedObject}]";
        }

        name = name.Replace(';', ':');
        if (!GoMethod().IsMatch(name))
        {
            name = Arguments().Replace(name, "");
        }

        name = name.Replace("\"", "").Replace("'", "");
        return isJava && name.StartsWith('L') && name.Contains('/') ? name[1..] : name;
    }

    [GeneratedRegex(@"\.\(.*\)\.")]
    private static partial Regex GoMethod();

    [GeneratedRegex(@"\((?!anonymous namespace\)).*")]
    private static partial Regex Arguments();
}
