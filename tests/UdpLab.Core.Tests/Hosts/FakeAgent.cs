using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A program in place of the agent that sends what a test wants and records the requests it gets.</summary>
internal sealed class FakeAgent : IDisposable
{
    // Core looks for the agent next to its own assembly first. The first argument is the script to follow: "?" waits for a
    // request, "=text" sends text, "!text" writes to stderr, "exit" exits, "shut" reads no more, "deaf" continues when stdin
    // is closed, numbers sleep.
    private const string Program = """
        #!/bin/bash
        while IFS= read -r -u 3 line; do
            case "$line" in
                '?') IFS= read -r request || exit 0; printf '%s\n' "$request" >>"$1.asked" ;;
                '='*) printf '%s\n' "${line:1}" ;;
                '!'*) printf '%s\n' "${line:1}" >&2 ;;
                exit) exit 3 ;;
                shut) exec 0<&- ;;
                deaf) sleep 30 ;;
                *) sleep "$line" ;;
            esac
        done 3<"$1"
        while IFS= read -r request; do printf '%s\n' "$request" >>"$1.asked"; done
        """;

    private static readonly Lazy<bool> _installed = new(Install);
    private readonly string _play = Path.Combine(Path.GetTempPath(), "udplab-play-" + Guid.NewGuid().ToString("N"));

    public FakeAgent(params string[] lines)
    {
        _ = _installed.Value;
        File.WriteAllLines(_play, lines);
    }

    /// <summary>The agent's first line.</summary>
    public static Hello Hello => new()
    {
        Protocol = Hello.CurrentProtocol,
        ProcessId = 1,
        NodeName = "fake",
        Kernel = "6.1.0",
        Architecture = "x86_64",
        Distribution = "",
        OnlineCpus = [0, 1],
        BootId = "one",
        Interfaces = [],
    };

    public IReadOnlyList<string> Arguments => [_play];

    /// <summary>The requests it got.</summary>
    public Request[] Asked => File.Exists(_play + ".asked")
        ? [.. File.ReadAllLines(_play + ".asked").Select(line => JsonSerializer.Deserialize(line, WireJson.Default.Request)!)]
        : [];

    /// <summary>The script line that sends a reply.</summary>
    public static string Says(Reply reply) => "=" + JsonSerializer.Serialize(reply, WireJson.Default.Reply);

    public AgentSession Start(string host = "far", TimeSpan? patience = null) =>
        AgentSession.Open(host, LocalAgentChannel.Start(host, Arguments), patience ?? AgentSession.StartPatience);

    public void Dispose()
    {
        File.Delete(_play);
        File.Delete(_play + ".asked");
    }

    private static bool Install()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "agent", "linux-x64", "udplab-agent");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Written by another process: a file that a child of this one still has open for writing cannot be run.
        (int code, _, _) = Tool.Try("bash", "-c", "rm -f \"$1\" && printf %s \"$2\" >\"$1\" && chmod 700 \"$1\"", "bash", path, Program);
        return code == 0 ? true : throw new PlatformNotSupportedException("The fake agent is a script of bash.");
    }
}

/// <summary>A host with a fake agent.</summary>
internal sealed class FakeHost(string name, FakeAgent agent) : TestLink(name)
{
    private protected override AgentSession StartAgent() => agent.Start(Host.Name);
}
