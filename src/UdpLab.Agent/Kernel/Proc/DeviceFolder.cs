namespace UdpLab.Agent.Kernel;

/// <summary>Folders of /sys/devices that an interface belongs to.</summary>
internal static class DeviceFolder
{
    /// <summary>
    /// The device of an interface and its parents: /sys/devices/pci.../virtio1/net/eth0 has virtio1 and its PCI function, which
    /// has the interrupts and the NUMA node. Empty for an interface without a device.
    /// </summary>
    public static string[] Of(string name)
    {
        string? folder = new DirectoryInfo($"/sys/class/net/{name}").ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        if (folder is null || !Directory.Exists($"{folder}/device"))
        {
            return [];
        }

        string device = Path.GetDirectoryName(Path.GetDirectoryName(folder))!;
        return [device, Path.GetDirectoryName(device)!];
    }

    /// <summary>CPUs of an interface's NUMA node, as a list; null if it has none.</summary>
    public static string? NearCpus(string name) => NodeOf(Of(name)) is int node ? TextFile.Read($"/sys/devices/system/node/node{node}/cpulist") : null;

    /// <summary>NUMA node of the first device that has one; null for none (the kernel's -1).</summary>
    public static int? NodeOf(IEnumerable<string> folders) =>
        folders.Select(folder => TextFile.ReadNumber($"{folder}/numa_node")).FirstOrDefault(node => node is not null) is >= 0 and int node ? node : null;
}
