using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A kernel's release by number: "6.1.0-18-amd64", "4.18.0-553.el8_10.x86_64".</summary>
internal sealed partial record KernelRelease(int Major, int Minor, string Text)
{
    /// <summary>The vendor carries changes of later kernels back into this one: its number does not say what is in it.</summary>
    public bool IsBackported => Enterprise().IsMatch(Text);

    /// <summary>Null when the text does not begin with two numbers.</summary>
    public static KernelRelease? Parse(string release)
    {
        Match match = Numbers().Match(release);
        return match.Success
            ? new KernelRelease(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), release)
            : null;
    }

    public bool IsBefore(int major, int minor) => Major < major || (Major == major && Minor < minor);

    [GeneratedRegex(@"^(\d{1,4})\.(\d{1,4})")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\.(el|amzn|uek)\d|-default$|\.el\d")]
    private static partial Regex Enterprise();
}
