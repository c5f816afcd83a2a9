using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>A flat profile as text.</summary>
internal static class ProfileTable
{
    private const double LeastPercent = 0.5;

    /// <summary>The largest shares as perf report prints them.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="rows">At most so many.</param>
    /// <param name="width">Columns; a longer line is cut.</param>
    public static string Of(PerfProfile profile, int rows, int width = int.MaxValue)
    {
        PerfSymbol[] symbols = [.. profile.Symbols.Take(rows).Where((symbol, i) => i < 3 || symbol.Overhead >= LeastPercent)];
        if (symbols.Length == 0)
        {
            return "# no samples";
        }

        bool severalCommands = profile.Symbols.Select(symbol => symbol.Command).Distinct().Skip(1).Any();
        int commands = severalCommands ? symbols.Max(symbol => Clean(symbol.Command).Length) : 0, objects = Math.Max(13, symbols.Max(symbol => Clean(symbol.SharedObject).Length));
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {Heading(profile)}\n#\n# Overhead  {(severalCommands ? "Command".PadRight(commands) + "  " : "")}{"Shared Object".PadRight(objects)}  Symbol\n#\n");
        foreach (PerfSymbol symbol in symbols)
        {
            text.Append(CultureInfo.InvariantCulture, $"{symbol.Overhead,9:F2}%  {(severalCommands ? Clean(symbol.Command).PadRight(commands) + "  " : "")}{Clean(symbol.SharedObject).PadRight(objects)}  [{(symbol.Scope == PerfScope.Kernel ? 'k' : '.')}] {Clean(symbol.Name)}\n");
        }

        return string.Join('\n', text.ToString().TrimEnd('\n').Split('\n').Select(line => TextColumns.Fit(line.TrimEnd(), width, "...")));
    }

    private static string Heading(PerfProfile profile) => string.Join(", ", new[]
    {
        profile.Samples > 0 ? string.Create(CultureInfo.InvariantCulture, $"{profile.Samples:N0} samples") : "",
        profile.Event,
        profile.LostSamples is > 0 and var lost ? string.Create(CultureInfo.InvariantCulture, $"{lost:N0} lost") : "",
        profile.Seconds is double seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s") : "",
        profile.Kernel is { Length: > 0 } kernel ? $"Linux {Clean(kernel)}" : "",
    }.Where(part => part.Length > 0));

    private static string Clean(string text) => HostText.Clean(text);
}
