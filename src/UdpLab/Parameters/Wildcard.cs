using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Names with wildcards, in any case, and in any language alike: Turkish has another small letter for I.</summary>
internal static class Wildcard
{
    public static WildcardPattern Of(string pattern) => new(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    public static bool Fits(string pattern, string name) => Of(pattern).IsMatch(name);
}
