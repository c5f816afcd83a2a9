using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A condition under which a measurement was made and that affects its numbers.</summary>
/// <param name="Room">What it belongs to: Host, Environment, Nic, Sink, Flood or Factors.</param>
/// <param name="Name">Its name, that of the parameter that sets it if there is one: RxRing, Mitigations.retbleed.</param>
/// <param name="Value">Its value as text.</param>
internal readonly record struct Condition(string Room, string Name, string Value)
{
    /// <summary>Whether a name, a part of it from either end, or a pattern matches this condition.</summary>
    public static bool Matches(string pattern, string room, string name)
    {
        string text = Regex.Escape(pattern.Trim()).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        Regex wanted = new($@"^(?:{text})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return wanted.IsMatch(room) || Parts(name).Any(part => wanted.IsMatch(part) || wanted.IsMatch($"{room}.{part}"));
    }

    // "Sysctls.net.core.rmem_max" is matched by itself, by "Sysctls", and by each of its ends.
    private static IEnumerable<string> Parts(string name)
    {
        yield return name;
        int first = name.IndexOf('.');
        if (first > 0)
        {
            yield return name[..first];
        }

        for (int dot = first; dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name[(dot + 1)..];
        }
    }
}
