using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A guest's initramfs: the agent as /init, and the modules that floods, sinks, testbeds and cards may need. It is not packed:
/// QEMU loads it in no time, and an emulated processor would have to unpack it.
/// </summary>
internal static class GuestInitramfs
{
    // The port to the controller, cards, virtual interfaces, pktgen, sockets' facts, queueing, netfilter, and the checksums that they ask for by name.
    private static readonly string[] _modules =
    [
        "virtio_pci", "virtio_console", "virtio_net", "e1000", "e1000e", "igb", "vmxnet3",
        "veth", "dummy", "ifb", "bonding", "8021q", "macvlan", "ipvlan", "bridge", "tun", "netdevsim", "pktgen",
        "ipv6", "af_packet", "inet_diag", "udp_diag", "af_packet_diag", "xsk_diag",
        "sch_fq", "sch_fq_codel", "sch_netem", "sch_ingress", "sch_tbf", "sch_htb", "sch_mqprio", "cls_u32", "cls_flower", "cls_matchall", "cls_bpf", "act_mirred", "act_police", "act_gact",
        "nf_tables", "nft_ct", "nft_limit", "nft_counter", "nft_log", "nf_conntrack", "nf_conntrack_netlink", "ip_tables", "iptable_filter", "iptable_raw", "xt_CT", "xt_conntrack",
        "crc32c_generic", "crc32c_intel",
    ];

    /// <summary>Writes it.</summary>
    /// <param name="output">Where.</param>
    /// <param name="agent">The agent's program.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="tree">Its modules.</param>
    /// <param name="programs">Other programs.</param>
    /// <exception cref="LabException">The modules are another kernel's, or damaged.</exception>
    public static void Write(Stream output, byte[] agent, KernelImage kernel, ModuleTree tree, IReadOnlyList<(string Path, byte[] Bytes)> programs)
    {
        IReadOnlyList<KernelModule> modules = tree.Take(_modules);
        if (modules.Any(m => m.Machine != kernel.Processor.ElfMachine))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Module {tree.Folder}: its modules are not for {kernel.Processor.Name}, as the kernel is; give the folder that belongs to it.", "Module");
        }

        if (kernel.Release.Length > 0 && modules.FirstOrDefault(m => m.Release.Length > 0 && m.Release != kernel.Release) is { } foreign)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Module {tree.Folder}: its modules are those of {foreign.Release}, the kernel is {kernel.Release}; give the folder that belongs to it.", "Module");
        }

        using CpioArchive archive = new(output);
        foreach (string folder in (string[])["proc", "sys", "dev", "run", "tmp", "sbin"])
        {
            archive.AddFolder(folder);
        }

        archive.AddDevice("dev/console", 5, 1);
        archive.AddFile(GuestWords.Init[1..], agent, executable: true);
        foreach ((string path, byte[] bytes) in programs)
        {
            archive.AddFile(path.TrimStart('/'), bytes, executable: true);
        }

        archive.AddLink(GuestWords.Modprobe[1..], GuestWords.Init);
        string home = $"lib/modules/{kernel.Release}";
        foreach (KernelModule module in modules)
        {
            archive.AddFile($"{home}/{FileOf(module)}", module.Bytes);
        }

        archive.AddText($"{home}/modules.dep", modules.Select(m => $"{FileOf(m)}:{string.Concat(tree.NeedsOf(m).Select(n => " " + FileOf(n)))}"));
        archive.AddText($"{home}/modules.alias", modules.SelectMany(m => m.Aliases.Where(a => !a.Contains(' ')).Select(alias => $"alias {alias} {m.Name}")));
        archive.AddText($"{home}/modules.builtin", tree.BuiltIn);
    }

    private static string FileOf(KernelModule module) => $"kernel/{module.Name}.ko";
}
