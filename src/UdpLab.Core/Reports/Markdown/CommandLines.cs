using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Breaks commands of PowerShell into lines that fit, where the language allows it, so that they still run: behind a pipe, a
/// comma or a brace, else at a blank with a backtick. What is in quotation marks or in a comment behind a command is never
/// broken, so a longer one makes a longer line.
/// </summary>
internal static partial class CommandLines
{
    private const string Indent = "    ";

    /// <summary>The lines of a command.</summary>
    /// <param name="command">Lines of PowerShell.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Wrap(string command, int width)
    {
        string open = "";
        foreach (string line in command.Split('\n'))
        {
            string before = open;
            List<int> breaks = Scan(line, ref open);

            // A line of a text that goes on over several lines is as it is.
            foreach (string part in before.Length > 0 || open.Length > 0 ? [line] : line.TrimStart().StartsWith('#') ? Comment(line, width) : Parts(line, breaks, width))
            {
                yield return part;
            }
        }
    }

    private static IEnumerable<string> Parts(string line, List<int> breaks, int width)
    {
        string lead = line[..(line.Length - line.TrimStart().Length)];
        string indent = lead;
        int from = lead.Length;
        while (TextColumns.Width(indent + line[from..]) > width)
        {
            int[] fit = [.. breaks.Where(at => at > from && TextColumns.Width(indent + line[from..at].TrimEnd()) <= width - (IsFree(line, at) ? 0 : 2))];
            if (fit.Length == 0)
            {
                // The shortest line that can be, and a pipe behind it.
                int[] next = [.. breaks.Where(at => at > from).Take(2)];
                fit = next.Length == 2 && line[next[0]..].StartsWith("| ", StringComparison.Ordinal) ? [next[1]] : [.. next.Take(1)];
            }

            if (fit.Length == 0)
            {
                break;
            }

            int[] pipes = [.. fit.Where(at => line[..at].TrimEnd().EndsWith('|'))], free = [.. fit.Where(at => IsFree(line, at))];
            int end = pipes.Length > 0 ? pipes[^1] : free.Length > 0 && free[^1] - from > width / 2 ? free[^1] : fit[^1];
            yield return indent + line[from..end].TrimEnd() + (IsFree(line, end) ? "" : " `");
            from = end;
            indent = lead + Indent;
        }

        yield return indent + line[from..];
    }

    /// <summary>A line may end there by itself.</summary>
    private static bool IsFree(string line, int at) => line[..at].TrimEnd() is [.., '|' or ',' or ';' or '{'];

    private static IEnumerable<string> Comment(string line, int width)
    {
        string start = Hash().Match(line).Value;
        string[] words = [.. TextColumns.Wrap(line[start.Length..], Math.Max(1, width - start.Length))];
        return TextColumns.Width(line) <= width || words.Length == 0 ? [line] : words.Select(part => start + part);
    }

    /// <summary>The offsets, behind blanks between words, where a line may be broken.</summary>
    /// <param name="line">The line.</param>
    /// <param name="open">What was open before it, and is behind it: the end of a here-string or of a comment, or quotation marks, and parentheses of commands between them.</param>
    private static List<int> Scan(string line, ref string open)
    {
        List<int> breaks = [];
        if (open is "'@" or "\"@")
        {
            if (!line.StartsWith(open, StringComparison.Ordinal))
            {
                return breaks;
            }

            open = "";
        }

        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (open == "#>")
            {
                if (c == '#' && i + 1 < line.Length && line[i + 1] == '>')
                {
                    open = "";
                    i++;
                }
            }
            else if (open.Length > 0)
            {
                i += c == '`' && open[^1] != '\'' ? 1 : 0;
                open = Inside(open, c, i + 1 < line.Length ? line[i + 1] : ' ');
            }
            else if (c == '`')
            {
                i++;
            }
            else if (c is '\'' or '"')
            {
                bool isHere = i > 0 && line[i - 1] == '@' && line[(i + 1)..].Trim().Length == 0;
                open = isHere ? $"{c}@" : $"{c}";
                if (isHere)
                {
                    return breaks;
                }
            }
            else if (c == '<' && i + 1 < line.Length && line[i + 1] == '#')
            {
                open = "#>";
                i++;
            }
            else if (c == '#' && (i == 0 || line[i - 1] is ' ' or '\t' or ';' or '{' or '(' or ')' or '}'))
            {
                // A comment to the end of the line: what is before it could be broken, but the comment would change its place.
                return [];
            }
            else if (c == ' ' && i + 1 < line.Length && line[i + 1] != ' ' && line[..i].Trim().Length > 0)
            {
                breaks.Add(i + 1);
            }
        }

        return breaks;
    }

    /// <summary>What is open behind a character of a text in quotation marks, which may have commands: "a $(b "c")".</summary>
    private static string Inside(string open, char c, char next) => open[^1] switch
    {
        '\'' => c == '\'' ? open[..^1] : open,
        '"' => c == '"' ? open[..^1] : c == '$' && next == '(' ? open + '$' : open,

        // The parenthesis itself.
        '$' => open[..^1] + '(',
        _ => c == ')' ? open[..^1] : c is '(' or '"' or '\'' ? open + c : open,
    };

    [GeneratedRegex(@"^\s*#+\s*")]
    private static partial Regex Hash();
}
