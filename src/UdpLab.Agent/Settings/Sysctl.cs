using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>"Sysctl net.core.rmem_max": a file of /proc/sys, by its dotted name (sysctl(8)) or its path.</summary>
internal sealed class Sysctl : SettingKind
{
    private const string Root = "/proc/sys/";

    public override string Name => SettingNames.Sysctl;

    public override string? Read(string target, string which) => TextFile.Read(PathOf(which))?.Replace('\t', ' ');

    public override void Write(string target, string which, string value) => TextFile.Write(PathOf(which), value, $"Setting {which} to {value}");

    private static string PathOf(string name)
    {
        // A dotted name may stand for a path whose components contain dots (an interface eth0.5); then slashes separate them.
        string relative = name.Contains('/', StringComparison.Ordinal) ? name : name.Replace('.', '/');
        return relative.Split('/').All(part => part.Length > 0 && part is not (".." or ".") && !part.Contains('\0'))
            ? Root + relative
            : throw AgentException.Invalid("Setting", $"'{name}' is not a sysctl name.");
    }
}
