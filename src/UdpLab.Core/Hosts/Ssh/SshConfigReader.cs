namespace UdpLab;

/// <summary>Reads ssh_config files and their Includes, and passes on the lines of the blocks that apply to a host.</summary>
internal sealed class SshConfigReader(string alias, SshConfigValues values)
{
    private const int MaximumDepth = 16;
    private const string SystemFolder = "/etc/ssh";

    /// <summary>Reads the user's file, if it exists.</summary>
    public void ReadUser(string file) => Read(file, user: true, guarded: true, 0);

    /// <summary>Reads the machine's file.</summary>
    public void ReadSystem(string file) => Read(file, user: false, guarded: false, 0);

    private void Read(string file, bool user, bool guarded, int depth)
    {
        if (TextOf(file, guarded) is not { } text)
        {
            return;
        }

        bool applies = true;
        int number = 0;
        foreach (string written in text.Split('\n'))
        {
            if (SshConfigLine.Parse(file, ++number, written) is not { } line)
            {
                continue;
            }

            switch (line.Keyword)
            {
                case "host":
                    applies = HostApplies(line);
                    break;
                case "match":
                    applies = MatchApplies(line);
                    break;
                case "include" when applies:
                    Include(line, user, depth);
                    break;
                default:
                    if (applies)
                    {
                        values.Apply(line);
                    }

                    break;
            }
        }
    }

    private string? TextOf(string file, bool guarded)
    {
        try
        {
            // As in ssh: anyone who can write this file decides whose keys are trusted.
            if (guarded && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            {
                throw new LabException(Wire.FailureCode.InvalidArgument, $"{file}: others can write this file, so ssh does not read it; run chmod go-w on it.", "HostName");
            }

            if (guarded && !UserFile.IsTrusted(file))
            {
                throw new LabException(Wire.FailureCode.InvalidArgument, $"{file}: it belongs to another user (uid {UserFile.OwnerOf(file)}), so ssh does not read it; change its owner with chown.", "HostName");
            }

            return UserFile.ReadText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            values.NotUnderstood.Add($"{file}: cannot be read: {e.Message}");
            return null;
        }
    }

    private void Include(SshConfigLine line, bool user, int depth)
    {
        foreach (string path in line.Arguments())
        {
            if (path.StartsWith('~') && !user)
            {
                throw line.Wrong($"'{path}': a system file cannot include a user's file");
            }

            string written = new SshConfigText(line, path).WithHome().Value;
            string anchored = Path.IsPathRooted(written) ? written : Path.Combine(user ? UserFolder(line, path) : SystemFolder, written);
            foreach (string file in SshConfigGlob.Files(anchored))
            {
                if (depth == MaximumDepth)
                {
                    throw line.Wrong($"is nested more than {MaximumDepth} files deep");
                }

                Read(file, user, guarded: true, depth + 1);
            }
        }
    }

    private static string UserFolder(SshConfigLine line, string path) =>
        Path.GetDirectoryName(SshFiles.Config) ?? throw line.Wrong($"'{path}': this user has no home folder");

    /// <summary>One pattern must match, and none of those with ! may.</summary>
    private bool HostApplies(SshConfigLine line)
    {
        IReadOnlyList<string> patterns = line.Arguments();
        return patterns.Any(p => !p.StartsWith('!') && HostPattern.Matches(alias, p))
            && !patterns.Any(p => p.StartsWith('!') && HostPattern.Matches(alias, p[1..]));
    }

    /// <summary>All criteria must hold; a block with one that UdpLab cannot evaluate is skipped and reported.</summary>
    private bool MatchApplies(SshConfigLine line)
    {
        Queue<string> words = new(line.Arguments());
        bool applies = true;
        string? strange = null;
        while (words.TryDequeue(out string? word))
        {
            bool negated = word.StartsWith('!');
            string[] parts = (negated ? word[1..] : word).Split('=', 2);
            string criterion = HostPattern.Lower(parts[0]);
            switch (criterion)
            {
                case "all":
                    applies &= words.Count == 0 ? !negated : throw line.Wrong("'all' cannot be combined with other criteria");
                    continue;
                case "canonical" or "final":
                    strange ??= criterion;
                    continue;
            }

            string argument = parts.Length == 2 ? parts[1]
                : words.TryDequeue(out string? next) ? next
                : throw line.Wrong($"'{criterion}' has no argument");
            bool? holds = criterion switch
            {
                "host" => HostPattern.MatchesHost(HostName(), argument),
                "originalhost" => HostPattern.MatchesHost(alias, argument),
                "user" => HostPattern.MatchesList(values.User ?? Environment.UserName, argument),
                "localuser" => HostPattern.MatchesList(Environment.UserName, argument),
                _ => null,
            };
            strange ??= holds is null ? criterion : null;
            applies &= holds is null || holds != negated;
        }

        if (applies && strange is not null)
        {
            values.NotUnderstood.Add($"{line.Where}: Match {strange} is not supported; its block is skipped");
        }

        return applies && strange is null;
    }

    private string HostName() => values.HostName?.Expand(new Dictionary<char, string> { ['h'] = alias }) ?? alias;
}
