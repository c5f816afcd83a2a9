namespace UdpLab.Agent.Kernel;

/// <summary>The hypervisor under this kernel where no instruction tells, as on arm64: by what the firmware says of the board, in its tables (SMBIOS) or as a tree of devices.</summary>
internal static class VirtualBoard
{
    private const string Tables = "/sys/class/dmi/id", Tree = "/proc/device-tree";

    // Makers, a part of the product's name if they make others too, and the hypervisor.
    private static readonly (string Maker, string Product, string Name)[] _boards =
    [
        ("QEMU", "", "QEMU"),
        ("VMware", "", "VMware"),
        ("Xen", "", "Xen"),
        ("Parallels", "", "Parallels"),
        ("Microsoft", "Virtual Machine", "Hyper-V"),
        ("Apple", "Virtualization", "Apple Virtualization"),
        ("Google", "Google Compute Engine", "Google Compute Engine"),
    ];

    /// <summary>Its name; null if the firmware names none.</summary>
    public static string? Hypervisor() => Of(TextFile.Read(Tables + "/sys_vendor") ?? "", TextFile.Read(Tables + "/product_name") ?? "")
        ?? TextFile.Read(Tree + "/hypervisor/compatible")?.Split('\0')[0]
        ?? (Directory.Exists(Tree) && Directory.GetDirectories(Tree, "fw-cfg@*").Length > 0 ? "QEMU" : null);

    /// <summary>Whose board this is; null for one of metal. Amazon's are told by the product alone.</summary>
    public static string? Of(string maker, string product) => maker == "Amazon EC2"
        ? (product.EndsWith(".metal", StringComparison.Ordinal) ? null : maker)
        : Array.Find(_boards, board => maker.StartsWith(board.Maker, StringComparison.Ordinal) && product.Contains(board.Product, StringComparison.Ordinal)).Name;
}
