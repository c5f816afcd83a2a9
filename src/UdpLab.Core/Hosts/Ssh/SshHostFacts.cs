using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What must be known of a host before an agent can tell.</summary>
internal sealed record SshHostFacts(long UserId, string RuntimeDirectory, bool HasSha256Sum, string AgentPath)
{
    private const string Mark = "udplab";

    // The mark parts the answer from what a login shell says first. The last line is where the agent lies already, in a
    // folder that is the user's own and closed to others: one question instead of SFTP's many. Its hash is looked at
    // before each run.
    private const string Script = """
        echo; echo "$0"; uname -sm; u=$(id -u); echo "$u"; command -v sha256sum || echo; echo "$XDG_RUNTIME_DIR"; case $(ls -ld "$HOME/.cache" 2>/dev/null) in d????-??-?*) c=$HOME/.cache/udplab;; *) c=/dev/null;; esac; for d in "$c" "$XDG_RUNTIME_DIR/udplab-$u" "/var/tmp/udplab-$u" "/tmp/udplab-$u" "/dev/shm/udplab-$u" "/run/udplab-$u"; do f=$d/udplab-agent-$1; if [ -f "$f" ] && ! [ -L "$f" ] && ! [ -L "$d" ] && [ -O "$d" ]; then case $(ls -ld "$d") in drwx------*) echo "$f"; break;; esac; fi; done
        """;

    /// <summary>Asks the host; a foreign architecture or system is refused by name.</summary>
    public static SshHostFacts Ask(SshClient client, string host)
    {
        using SshCommand command = client.CreateCommand($"/bin/sh -c {ShellQuote.Quote(Script.Trim())} {Mark} {ShellQuote.Quote(AgentDelivery.Sha256)}");
        command.CommandTimeout = TimeSpan.FromSeconds(10);
        string[] lines = [.. command.Execute().Split('\n').SkipWhile(line => line != Mark).Skip(1)];
        if (lines.Length < 5 || !long.TryParse(lines[1], out long user))
        {
            throw new LabException(FailureCode.NotSupported, $"{host}: its shell did not answer (uname, id): {command.Error.Trim()}{command.Result.Trim()}", "HostName");
        }

        return lines[0].Trim() == "Linux x86_64"
            ? new SshHostFacts(user, lines[3].Trim(), lines[2].Length > 0, lines[4])
            : throw new LabException(FailureCode.NotSupported, $"{host} is {lines[0].Trim()}: UdpLab's agent runs on Linux x86_64.", "HostName");
    }
}
