using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A kernel's release, as uname -r prints it: 6.18.44-fc, 3.10.0-693.el7.x86_64.</summary>
internal static partial class KernelRelease
{
    /// <summary>The running kernel has what a mainline release brought, by its number or by RHEL 7's backport; null where it cannot be told.</summary>
    /// <param name="running">uname -r; null for unknown.</param>
    /// <param name="release">The mainline release: 4.13.</param>
    /// <param name="el7">The build of RHEL 7's 3.10.0 that has it too; null for none.</param>
    public static bool? Has(string? running, string? release, int? el7)
    {
        if (running is null || release is null || Leading().Match(running) is not { Success: true } match)
        {
            return null;
        }

        if (El7().Match(running) is { Success: true } build && Number(build.Groups[1]) is int number)
        {
            return el7 is int first && number >= first;
        }

        Version wanted = Version.Parse(release);
        return new Version(Number(match.Groups[1]) ?? 0, Number(match.Groups[2]) ?? 0) >= wanted;
    }

    private static int? Number(Group group) => int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(@"^(\d+)\.(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex(@"^3\.10\.0-(\d+)\..*el7(?!a)", RegexOptions.CultureInvariant)]
    private static partial Regex El7();
}
