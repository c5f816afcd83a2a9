using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Files matching a pattern of Include, as in glob(3): sorted, hidden ones only if the dot is written.</summary>
internal static class SshConfigGlob
{
    private static readonly char[] _wild = ['*', '?', '['];

    /// <summary>The files matching an absolute pattern; having none is not an error.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        string[] found = ["/"];
        string[] parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts)
        {
            found = [.. found.SelectMany(folder => Entries(folder, part))];
        }

        return [.. found.Where(File.Exists).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Entries(string folder, string part)
    {
        if (part.IndexOfAny(_wild) < 0)
        {
            return [Path.Combine(folder, part)];
        }

        try
        {
            Regex wanted = Translate(part);
            return [.. Directory.EnumerateFileSystemEntries(folder).Where(e => wanted.IsMatch(Path.GetFileName(e)) && (part[0] == '.' || Path.GetFileName(e)[0] != '.'))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A folder that cannot be read; a range backwards, [z-a]; a pattern longer than any name: none of them has a match.
            return [];
        }
    }

    private static Regex Translate(string part)
    {
        StringBuilder regex = new("^");
        for (int i = 0; i < part.Length; i++)
        {
            int end = part[i] == '[' && i + 2 < part.Length ? part.IndexOf(']', i + 2) : -1;
            if (end > 0)
            {
                string set = part[(i + 1)..end];
                bool negated = set[0] is '!' or '^';
                regex.Append(negated ? "[^" : "[").Append((negated ? set[1..] : set).Replace("\\", "\\\\").Replace("[", "\\[").Replace("]", "\\]").Replace("^", "\\^")).Append(']');
                i = end;
            }
            else
            {
                regex.Append(part[i] switch
                {
                    '*' => ".*",
                    '?' => ".",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return new Regex(regex.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
