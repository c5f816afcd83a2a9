using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Finds what to do about an error in its message: UdpLab's messages end with the remedy, in the
/// imperative, after a semicolon, a colon or a full stop: "-Gso needs backend Socket; omit -Backend Xdp."
/// </summary>
internal static partial class Remedy
{
    /// <summary>The remedy as a sentence; null if the message has none.</summary>
    public static string? Of(string message)
    {
        foreach (Match match in Beginning().Matches(message))
        {
            string head = message[..match.Index], action = message[match.Groups["do"].Index..];
            if (head.Length > 0 && (message[match.Index] != '.' || char.IsUpper(action[0])) && !IsInParentheses(head))
            {
                return char.ToUpperInvariant(action[0]) + action[1..];
            }
        }

        return null;
    }

    private static bool IsInParentheses(string head) => head.Count(c => c == '(') > head.Count(c => c == ')');

    [GeneratedRegex(
        """
        [;:.]\s+(?<do>
        (?:(?:to|if|for|otherwise)\b[^.;:]*?,\s)?
        (?:add|allow|ask|boot|bring|build|capture|change|check|choose|compare|connect|create|decompress|delete|divide|end|find|finish|fix|flood|free|
        give|import|install|keep|leave|let|limit|list|load|lower|make|measure|mount|move|name|omit|pipe|put|raise|read|rebuild|reconnect|record|
        reduce|remove|rename|repeat|replace|request|resume|run|select|send|separate|set|spread|start|stop|switch|take|try|undo|unload|update|
        upgrade|use|wait|write)\b[\s,:])
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Beginning();
}
