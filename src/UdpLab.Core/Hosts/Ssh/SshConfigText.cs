using System.Text;

namespace UdpLab;

/// <summary>A value whose %tokens, ~ and ${variables} are not expanded yet, and its line for error messages.</summary>
internal sealed record SshConfigText(SshConfigLine Line, string Value)
{
    private const string Nothing = "/dev/null";

    /// <summary>Files of a keyword; "none" gives an empty file, so that no default is used instead.</summary>
    public static IReadOnlyList<string> Files(IReadOnlyList<SshConfigText>? texts, IReadOnlyDictionary<char, string>? tokens)
    {
        string[] files = [.. (texts ?? []).Where(t => !t.IsNone).Select(t => t.File(tokens))];
        return files.Length == 0 && texts is { Count: > 0 } ? [Nothing] : files;
    }

    /// <summary>Replaces %tokens.</summary>
    public string Expand(IReadOnlyDictionary<char, string> tokens, bool variables = false)
    {
        StringBuilder expanded = new();
        for (int i = 0; i < Value.Length; i++)
        {
            if (Value[i] == '%')
            {
                char token = ++i < Value.Length ? Value[i] : ' ';
                expanded.Append(token == '%' ? "%" : tokens.TryGetValue(token, out string? text) ? text : throw Line.Wrong($"'{Value}' contains %{token}, which is not supported here"));
            }
            else if (variables && Value[i] == '$' && i + 1 < Value.Length && Value[i + 1] == '{')
            {
                int end = Value.IndexOf('}', i) is > 0 and var found ? found : throw Line.Wrong($"'{Value}' has ${{ without }}");
                string name = Value[(i + 2)..end];
                expanded.Append(name.Length > 0 && Environment.GetEnvironmentVariable(name) is { } text ? text : throw Line.Wrong($"'{Value}': there is no environment variable '{name}'"));
                i = end;
            }
            else
            {
                expanded.Append(Value[i]);
            }
        }

        return expanded.ToString();
    }

    /// <summary>Replaces a leading ~.</summary>
    public SshConfigText WithHome() => Value == "~" || Value.StartsWith("~/", StringComparison.Ordinal)
        ? this with { Value = Path.Combine(UserHome.Folder ?? throw Line.Wrong($"'{Value}': this user has no home folder"), Value[1..].TrimStart('/')) }
        : Value.StartsWith('~')
            ? throw Line.Wrong($"'{Value}': another user's home is not supported")
            : this;

    private bool IsNone => Value.Equals("none", StringComparison.OrdinalIgnoreCase);

    private string File(IReadOnlyDictionary<char, string>? tokens) => tokens is null ? WithHome().Value : WithHome().Expand(tokens, variables: true);
}
