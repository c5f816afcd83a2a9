using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace UdpLab;

/// <summary>An agent to be uploaded.</summary>
/// <param name="Bytes">The program.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
internal sealed record AgentFile(byte[] Bytes, string Sha256)
{
    // Processors by their name in uname -m.
    private static readonly Dictionary<string, string> _runtimes = new() { ["x86_64"] = "linux-x64", ["aarch64"] = "linux-arm64" };
    private static readonly ConcurrentDictionary<string, AgentFile> _files = new();

    /// <summary>The runtime of a processor, null if UdpLab has no agent for it.</summary>
    /// <param name="machine">Its name in uname -m.</param>
    public static string? RuntimeOf(string machine) => _runtimes.GetValueOrDefault(machine);

    /// <summary>The agent for a processor, null if this module was built without it.</summary>
    /// <inheritdoc cref="RuntimeOf"/>
    public static AgentFile? For(string machine) => RuntimeOf(machine) is { } runtime && AgentProgram.FindFor(runtime) is { } path ? _files.GetOrAdd(path, Read) : null;

    private static AgentFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return new(bytes, Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant());
    }
}
