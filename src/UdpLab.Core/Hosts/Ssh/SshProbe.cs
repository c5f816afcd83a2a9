using System.Globalization;
using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What must be known about a host before an agent can run there.</summary>
internal sealed record SshProbe(long UserId, string RuntimeDirectory, bool HasSha256Sum, string AgentPath)
{
    private const string Mark = "udplab";
    private const int LongestWords = 500, LongestPath = 4096;

    // The mark separates the answer from output of the login shell. The last line is the path of an agent already there, in a
    // folder that belongs to the user and is closed to others: one command instead of many SFTP requests. Its hash is checked
    // before each run.
    private const string Script = """
        echo; echo "$0"; uname -sm; u=$(id -u); echo "$u"; command -v sha256sum || echo; echo "$XDG_RUNTIME_DIR"; a=udplab-agent-$1; for d in "$HOME/.cache/udplab" "$XDG_RUNTIME_DIR/udplab-$u" "/var/tmp/udplab-$u" "/tmp/udplab-$u" "/dev/shm/udplab-$u" "/run/udplab-$u"; do f=$d/$a; if [ -f "$f" ] && ! [ -L "$f" ] && [ -O "$f" ] && ! [ -L "$d" ] && [ -O "$d" ]; then set -- $(ls -ldnL "${d%/*}"); case $3 in 0|"$u") ;; *) continue;; esac; case $1 in d????-??-?*|d????????[tT]*) ;; *) continue;; esac; case $(ls -ld "$d") in drwx------*) echo "$f"; break;; esac; fi; done
        """;

    /// <summary>Queries the host; an unsupported architecture or system is refused by name.</summary>
    public static SshProbe Ask(SshClient client, string host)
    {
        (string answer, string complaint) = SshQuestion.Ask(
            client, host, $"/bin/sh -c {ShellQuote.Quote(Script.Trim())} {Mark} {ShellQuote.Quote(AgentDelivery.Sha256)}", client.ConnectionInfo.Timeout);
        string[] lines = [.. answer.Split('\n').SkipWhile(line => line != Mark).Skip(1)];
        if (lines.Length < 5 || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long user))
        {
            throw new LabException(FailureCode.NotSupported, $"{host}: its shell did not answer (uname, id): {HostText.Short(complaint.Trim() + answer.Trim(), LongestWords)}", "HostName");
        }

        string system = HostText.Clean(HostText.Short(lines[0].Trim(), LongestWords));
        return system == "Linux x86_64"
            ? new SshProbe(user, PathOf(lines[3]), lines[2].Length > 0, PathOf(lines[4]))
            : throw new LabException(FailureCode.NotSupported, $"{host} is {system}: UdpLab's agent runs on Linux x86_64.", "HostName");
    }

    /// <summary>A path that is safe in a command and a message; otherwise empty, as if there were none.</summary>
    private static string PathOf(string line) => line.Trim() is ['/', ..] path && path.Length < LongestPath && HostText.Clean(path) == path ? path : "";
}
