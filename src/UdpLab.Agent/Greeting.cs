using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>The first line of a conversation: facts that do not change while a host runs.</summary>
internal static class Greeting
{
    public static Hello Read() => new()
    {
        Protocol = Hello.CurrentProtocol,
        ProcessId = Environment.ProcessId,
        NodeName = KernelRelease.HostName,
        Kernel = KernelRelease.Text,
        Architecture = KernelRelease.Architecture,
        Distribution = Distribution(),
        OnlineCpus = Cpu.Online(),
        Capabilities = Privileges.Effective,
        CountsInstructions = InstructionClock.IsUsed,
        BootId = TextFile.Read(TextFile.BootId) ?? "",
        Interfaces = InterfaceNames(),
    };

    private static string[] InterfaceNames() => Directory.Exists("/sys/class/net")
        ? [.. Directory.EnumerateDirectories("/sys/class/net").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    private static string Distribution()
    {
        const string key = "PRETTY_NAME=";
        string? line = (TextFile.Read("/etc/os-release") ?? "").Split('\n').FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? "" : line[key.Length..].Trim('"');
    }
}
