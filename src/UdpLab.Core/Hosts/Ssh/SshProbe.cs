using System.Globalization;
using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What must be known about a host before an agent can run there.</summary>
internal sealed record SshProbe(AgentFile Agent, long UserId, string RuntimeDirectory, bool HasSha256Sum, string AgentPath)
{
    private const string Mark = "udplab", Linux = "Linux ";
    private const int LongestWords = 500, LongestPath = 4096;

    // The mark separates the answer from output of the login shell. The last line is the path of an agent already there, in a
    // folder that belongs to the user and is closed to others: one command instead of many SFTP requests. Its hash is checked
    // before each run.
    private const string Script = """
        echo; echo "$0"; uname -sm; u=$(id -u); echo "$u"; command -v sha256sum || echo; echo "$XDG_RUNTIME_DIR"; a=udplab-agent-$1; case $(uname -m) in aarch64) a=udplab-agent-$2;; esac; for d in "$HOME/.cache/udplab" "$XDG_RUNTIME_DIR/udplab-$u" "/var/tmp/udplab-$u" "/tmp/udplab-$u" "/dev/shm/udplab-$u" "/run/udplab-$u"; do f=$d/$a; if [ -f "$f" ] && ! [ -L "$f" ] && [ -O "$f" ] && ! [ -L "$d" ] && [ -O "$d" ]; then set -- $(ls -ldnL "${d%/*}"); case $3 in 0|"$u") ;; *) continue;; esac; case $1 in d????-??-?*|d????????[tT]*) ;; *) continue;; esac; case $(ls -ld "$d") in drwx------*) echo "$f"; break;; esac; fi; done
        """;

    /// <summary>Queries the host; an unsupported architecture or system is refused by name.</summary>
    public static SshProbe Ask(SshClient client, string host)
    {
        (string answer, string complaint) = SshQuestion.Ask(
            client, host, $"/bin/sh -c {ShellQuote.Quote(Script.Trim())} {Mark} {HashFor("x86_64")} {HashFor("aarch64")}", client.ConnectionInfo.Timeout);
        return Of(answer, complaint, host);
    }

    /// <summary>Reads the answer, which may have anything before it.</summary>
    /// <param name="answer">What the shell printed.</param>
    /// <param name="complaint">What it printed to its standard error.</param>
    /// <param name="host">The host's name, for errors.</param>
    /// <exception cref="LabException">It is no answer, or that of a system that UdpLab has no agent for.</exception>
    public static SshProbe Of(string answer, string complaint, string host)
    {
        string[] lines = [.. answer.Split('\n').SkipWhile(line => line != Mark).Skip(1)];
        if (lines.Length < 5 || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long user))
        {
            throw new LabException(FailureCode.NotSupported, $"{host}: its shell did not answer (uname, id): {HostText.Short(complaint.Trim() + answer.Trim(), LongestWords)}", "HostName");
        }

        string system = HostText.Clean(HostText.Short(lines[0].Trim(), LongestWords));
        string machine = system.StartsWith(Linux, StringComparison.Ordinal) ? system[Linux.Length..] : "";
        if (AgentFile.RuntimeOf(machine) is not { } runtime)
        {
            throw new LabException(FailureCode.NotSupported, $"{host} is {system}: UdpLab's agent runs on Linux x86_64 and aarch64.", "HostName");
        }

        return AgentFile.For(machine) is { } agent
            ? new SshProbe(agent, user, PathOf(lines[3]), lines[2].Length > 0, PathOf(lines[4]))
            : throw new LabException(FailureCode.NotFound, $"{host} is {system}, and this module was built without the agent for it: './build.ps1 -Task Package', or dotnet build src/UdpLab -p:AgentRuntimes={runtime}, builds that too.", "HostName");
    }

    // Without the agent no file has that name.
    private static string HashFor(string machine) => ShellQuote.Quote(AgentFile.For(machine)?.Sha256 ?? "none");

    /// <summary>A path that is safe in a command and a message; otherwise empty, as if there were none.</summary>
    private static string PathOf(string line) => line.Trim() is ['/', ..] path && path.Length < LongestPath && HostText.Clean(path) == path ? path : "";
}
