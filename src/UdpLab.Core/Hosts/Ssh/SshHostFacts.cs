using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What must be known of a host before an agent can tell.</summary>
internal sealed record SshHostFacts(long UserId, string RuntimeDirectory, bool HasSha256Sum)
{
    private const string Script = """
        uname -sm; id -u; command -v sha256sum || echo; echo "$XDG_RUNTIME_DIR"
        """;

    /// <summary>Asks the host; a foreign architecture or system is refused by name.</summary>
    public static SshHostFacts Ask(SshClient client, string host)
    {
        using SshCommand command = client.CreateCommand($"/bin/sh -c {ShellQuote.Quote(Script.Trim())}");
        command.CommandTimeout = TimeSpan.FromSeconds(10);
        string[] lines = command.Execute().Split('\n');
        if (lines.Length < 4 || !long.TryParse(lines[1], out long user))
        {
            throw new LabException(FailureCode.NotSupported, $"{host}: its shell did not answer (uname, id): {command.Error.Trim()}{command.Result.Trim()}", "HostName");
        }

        return lines[0].Trim() == "Linux x86_64"
            ? new SshHostFacts(user, lines[3].Trim(), lines[2].Length > 0)
            : throw new LabException(FailureCode.NotSupported, $"{host} is {lines[0].Trim()}: UdpLab's agent runs on Linux x86_64.", "HostName");
    }
}
