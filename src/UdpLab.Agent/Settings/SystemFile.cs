using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Settings;

/// <summary>A machine-wide setting that is a file of /sys.</summary>
/// <param name="name">Its kind.</param>
/// <param name="path">The file; {0} stands for the instance.</param>
internal sealed class SystemFile(string name, string path) : SettingKind
{
    private const string Which = "{0}";

    public override string Name => name;

    public override string? Read(string target, string which) => TextFile.Read(PathOf(which));

    public override void Write(string target, string which, string value) => TextFile.Write(PathOf(which), value, $"Setting {$"{name} {which}".TrimEnd()} to {value}");

    private string PathOf(string which) => which.Contains('/', StringComparison.Ordinal) || which == ".." || (which.Length > 0) != path.Contains(Which, StringComparison.Ordinal)
        ? throw AgentException.Invalid("Setting", $"'{name} {which}' is not a setting.")
        : path.Replace(Which, which, StringComparison.Ordinal);
}
