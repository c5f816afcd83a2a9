using System.Globalization;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// Tells a target from a later one of the same name: "boot/namespace/index", the boot by its boot_id, the network namespace
/// by the inode of its file, the interface by its index; "host" has no index.
/// </summary>
internal static class SettingIdentity
{
    private static readonly string _boot = TextFile.Read("/proc/sys/kernel/random/boot_id") ?? "";

    /// <summary>The agent's own namespace never changes.</summary>
    private static readonly string _namespace = (new FileInfo("/proc/self/ns/net").LinkTarget ?? "").Replace("net:", "", StringComparison.Ordinal).Trim('[', ']');

    /// <summary>The identity of a target of now; null when there is no such interface.</summary>
    public static string? Of(string target)
    {
        if (target == SettingAddress.Host)
        {
            return $"{_boot}/{_namespace}";
        }

        uint index = Libc.InterfaceIndex(target);
        return index == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_boot}/{_namespace}/{index}");
    }

    /// <summary>Why the target of a change is not there any more; null when it is.</summary>
    /// <param name="identity">As it was then.</param>
    /// <param name="isOfMachine">It does not go with a network namespace.</param>
    /// <param name="target">Its name; the one it has now, when it was renamed.</param>
    public static string? Lost(string identity, bool isOfMachine, ref string target)
    {
        string[] then = identity.Split('/');
        if (then[0] != _boot)
        {
            return "the host was restarted since, and the setting is gone by itself";
        }

        if (!isOfMachine && then.Length > 1 && then[1] != _namespace)
        {
            return "the network namespace is not the one of then any more, and the setting went with it";
        }

        if (then.Length < 3 || Of(target) == identity)
        {
            return null;
        }

        string? name = NameOf(then[2]);
        if (name is null)
        {
            return $"interface {target} of then is gone, and the setting went with it";
        }

        target = name;
        return null;
    }

    private static string? NameOf(string index) => Networking.Interfaces.Links()
        .Find(l => l.Index.ToString(CultureInfo.InvariantCulture) == index)?.Name;
}
