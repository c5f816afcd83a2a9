using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Divides an error's message into what is wrong and what to do about it. UdpLab's messages end with the remedy, in the
/// imperative, after a semicolon, a colon or a full stop: "-Gso needs backend Socket; omit -Backend Xdp."
/// </summary>
internal static partial class Remedy
{
    /// <summary>The two parts as sentences; the remedy is null if the message has none.</summary>
    public static (string What, string? Action) Split(string message)
    {
        foreach (Match match in Beginning().Matches(message))
        {
            string head = message[..match.Index], action = message[match.Groups["do"].Index..];
            bool isSentence = message[match.Index] == '.';
            if (head.Length > 0 && (!isSentence || char.IsUpper(action[0])) && !IsInParentheses(head))
            {
                return (isSentence ? $"{head}." : ValueAlone().IsMatch(head) ? $"{head} is not possible." : $"{head}.", char.ToUpperInvariant(action[0]) + action[1..]);
            }
        }

        return (message, null);
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

    // "-Count 0", perhaps after a host's name: a value, of which nothing is said but what to give instead.
    [GeneratedRegex(@"^(?:[^\s:]+: )?-\w+(?: (?:'[^']*'|[^\s:]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex ValueAlone();
}
