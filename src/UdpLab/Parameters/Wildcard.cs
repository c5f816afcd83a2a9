using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Matches names with wildcards, ignoring case the same way in every culture: Turkish lowers I differently.</summary>
internal static class Wildcard
{
    public static WildcardPattern Of(string pattern) => new(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    public static bool Fits(string pattern, string name) => Of(pattern).IsMatch(name);
}
