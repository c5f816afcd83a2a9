using System.Text;

namespace UdpLab;

/// <summary>Host names from ssh_config files, which can be used to connect.</summary>
internal static class SshAliases
{
    private const int MaximumDepth = 16;

    /// <summary>Names of Host lines, also in included files; patterns are skipped.</summary>
    /// <param name="userFile">~/.ssh/config, or null.</param>
    /// <param name="systemFile">/etc/ssh/ssh_config, or null.</param>
    public static IEnumerable<string> Of(string? userFile, string? systemFile) => new[] { userFile, systemFile }.OfType<string>().SelectMany(file => In(file, 0)).Distinct();

    private static IEnumerable<string> In(string file, int depth)
    {
        foreach (SshConfigLine line in Lines(file))
        {
            string[] words = Words(line);
            foreach (string name in line.Keyword == "host" ? words.Where(IsName) : [])
            {
                yield return name;
            }

            string folder = Path.GetDirectoryName(file)!;
            foreach (string included in line.Keyword == "include" && depth < MaximumDepth ? words.SelectMany(w => SshConfigGlob.Files(Path.Combine(folder, SshFiles.Expand(w)))) : [])
            {
                foreach (string name in In(included, depth + 1))
                {
                    yield return name;
                }
            }
        }
    }

    private static bool IsName(string word) => word.IndexOfAny(['*', '?', '!']) < 0;

    private static string[] Words(SshConfigLine line)
    {
        try
        {
            return [.. line.Arguments()];
        }
        catch (LabException)
        {
            // Connect-LabHost reports what is wrong with the file.
            return [];
        }
    }

    private static IEnumerable<SshConfigLine> Lines(string file)
    {
        try
        {
            int number = 0;
            return [.. File.ReadAllText(file, Encoding.UTF8).Split('\n').Select(text => SshConfigLine.Parse(file, ++number, text)).OfType<SshConfigLine>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
