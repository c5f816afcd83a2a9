using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A kernel release: "6.1.0-18-amd64", "4.18.0-553.el8_10.x86_64".</summary>
internal sealed partial record KernelRelease(int Major, int Minor, string Text)
{
    /// <summary>The vendor backports changes of later kernels, so the version number does not say what is in it.</summary>
    public bool IsBackported => Enterprise().IsMatch(Text);

    /// <summary>Parses a release; null if the text does not begin with two numbers.</summary>
    public static KernelRelease? Parse(string release)
    {
        Match match = Numbers().Match(release);
        return match.Success
            && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int major) && int.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new KernelRelease(major, minor, release)
            : null;
    }

    public bool IsBefore(int major, int minor) => Major < major || (Major == major && Minor < minor);

    /// <summary>Whether the running kernel has what a mainline release introduced, by its number or RHEL 7's backport; null if not known.</summary>
    /// <param name="running">uname -r; null for unknown.</param>
    /// <param name="release">The mainline release, such as 4.13.</param>
    /// <param name="el7">The build of RHEL 7's 3.10.0 that has it too; null if none does.</param>
    public static bool? Has(string? running, string? release, int? el7)
    {
        if (running is null || release is null || Parse(running) is not { } kernel)
        {
            return null;
        }

        if (El7().Match(running) is { Success: true } build && int.TryParse(build.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return el7 is int first && number >= first;
        }

        Version wanted = Version.Parse(release);
        return !kernel.IsBefore(wanted.Major, wanted.Minor);
    }

    [GeneratedRegex(@"^3\.10\.0-([0-9]+)\..*el7(?!a)", RegexOptions.CultureInvariant)]
    private static partial Regex El7();

    [GeneratedRegex(@"^([0-9]{1,4})\.([0-9]{1,4})")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\.(el|amzn|uek)[0-9]|-default$|\.el[0-9]")]
    private static partial Regex Enterprise();
}
