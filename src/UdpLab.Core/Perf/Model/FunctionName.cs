using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Function names as compilers and tools spell them.</summary>
internal static partial class FunctionName
{
    /// <summary>The name without suffixes of compilers, linkers and perf: .isra.0, .constprop.3, .cold, +0x1f, @plt.</summary>
    public static string Plain(string name)
    {
        Match suffix = Suffix().Match(name);
        return suffix.Success && suffix.Index > 0 ? name[..suffix.Index] : name;
    }

    /// <summary>Whether the name matches one of the patterns (* and ?).</summary>
    public static bool Fits(string name, string[] patterns)
    {
        foreach (string pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    // What belongs to a suffix is taken once, and not given back: .1 after .isra could otherwise be read in two ways, after thirty in a billion.
    [GeneratedRegex(@"((?>\.(isra|constprop|part|cold|lto_priv|llvm|clone|localalias|suffix)(\.[0-9a-f]+(?![0-9a-z_]))*)|\.[0-9]+|\+0x[0-9a-f]+|@plt|@@?GLIBC.*|\s+.*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
