using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A keyword of an ssh_config file and what follows it.</summary>
internal sealed class SshConfigLine
{
    private static readonly char[] _blanks = [' ', '\t', '\r', '\n', '\f'];
    private static readonly char[] _keywordEnds = [' ', '\t', '\r', '=', '"'];

    private SshConfigLine(string where, string name, string rest)
    {
        Where = where;
        Name = name;
        Rest = rest;
    }

    /// <summary>"file:line".</summary>
    public string Where { get; }

    /// <summary>The keyword as written.</summary>
    public string Name { get; }

    /// <summary>The keyword in lower case.</summary>
    public string Keyword => HostPattern.Lower(Name);

    /// <summary>Everything that follows, including quotes and comments.</summary>
    public string Rest { get; }

    /// <summary>Parses a line; null if it is empty.</summary>
    public static SshConfigLine? Parse(string file, int number, string text)
    {
        text = text.Trim(_blanks);
        if (text.Length == 0 || text[0] == '#')
        {
            return null;
        }

        int end = text.IndexOfAny(_keywordEnds) is >= 0 and var found ? found : text.Length;
        string rest = text[end..].TrimStart(_blanks);
        return new SshConfigLine($"{file}:{number}", text[..end], rest.StartsWith('=') ? rest[1..].TrimStart(_blanks) : rest);
    }

    /// <summary>The arguments, at least one.</summary>
    public IReadOnlyList<string> Arguments()
    {
        List<string> arguments = Split();
        return arguments.Count == 0 ? throw Wrong("has no argument")
            : arguments.Contains("") ? throw Wrong("has an empty argument")
            : arguments;
    }

    /// <summary>The only argument.</summary>
    public string Argument() => Arguments() is [var only] ? only : throw Wrong("takes one argument");

    /// <summary>The error for this line.</summary>
    public LabException Wrong(string what) => new(FailureCode.InvalidArgument, $"{Where}: {Name} {what}.", "HostName");

    /// <summary>OpenSSH's argv_split: quotes of both kinds anywhere in a word, few escapes, comments where a word could start.</summary>
    private List<string> Split()
    {
        List<string> words = [];
        int i = 0;
        while (true)
        {
            while (i < Rest.Length && Rest[i] is ' ' or '\t')
            {
                i++;
            }

            if (i == Rest.Length || Rest[i] == '#')
            {
                return words;
            }

            StringBuilder word = new();
            char quote = '\0';
            for (; i < Rest.Length && (quote != '\0' || Rest[i] is not (' ' or '\t')); i++)
            {
                char c = Rest[i];
                if (c == '\\' && i + 1 < Rest.Length && (Rest[i + 1] is '\'' or '"' or '\\' || (quote == '\0' && Rest[i + 1] == ' ')))
                {
                    word.Append(Rest[++i]);
                }
                else if (quote == '\0' && c is '\'' or '"')
                {
                    quote = c;
                }
                else if (quote != '\0' && c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }

            if (quote != '\0')
            {
                throw Wrong("has an unterminated quote");
            }

            words.Add(word.ToString());
        }
    }
}
