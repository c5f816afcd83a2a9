namespace UdpLab;

/// <summary>OpenSSH's name patterns: * and ?, comma-separated lists, ! for "not" (ssh_config(5), PATTERNS).</summary>
internal static class HostPattern
{
    /// <summary>Matches one pattern against a whole text, case-sensitively.</summary>
    public static bool Matches(string text, string pattern)
    {
        int at = 0, next = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, resume) = (next++, at);
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == text[at]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                // Only the last star needs to be retried: the text before it is settled.
                (next, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(next).Trim('*').IsEmpty;
    }

    /// <summary>Matches a comma-separated list: one pattern must match, and none of those with ! may.</summary>
    public static bool MatchesList(string text, string list)
    {
        bool positive = false;
        foreach (string pattern in list.Split(','))
        {
            bool negated = pattern.StartsWith('!');
            if (Matches(text, negated ? pattern[1..] : pattern))
            {
                if (negated)
                {
                    return false;
                }

                positive = true;
            }
        }

        return positive;
    }

    /// <summary>Matches a list of host names, ignoring case.</summary>
    public static bool MatchesHost(string host, string list) => MatchesList(Lower(host), Lower(list));

    /// <summary>ASCII only, as in ssh: non-ASCII letters that lower to a-z (the Kelvin sign) must not make names equal.</summary>
    public static string Lower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));
}
