using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>Adds, sets and removes devices: one write per command, after which the file must show what was meant.</summary>
internal sealed class PktgenDevices(KernelLog log)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds a device to a CPU's thread.</summary>
    public void Add(string device, int cpu)
    {
        PktgenDeviceFacts.RequireName(device);
        string thread = PktgenFiles.ThreadName(cpu);
        RequireThread(cpu);
        _ = log.Lines();
        (int errno, bool whole) = PktgenFiles.Write(thread, $"add_device {device}");
        if (errno == 0 && whole && PktgenFiles.Read(device) is not null)
        {
            return;
        }

        string name = PktgenDeviceFacts.InterfaceOf(device);
        (FailureCode code, string parameter, string why) = errno switch
        {
            Errno.EBUSY => (FailureCode.Busy, "Name", $"there is already a device {device}{(ThreadOf(device) is int other ? $" on thread {other}" : "")}; Remove-PktgenDevice removes it, Set-PktgenDevice sets it, and another name after the @ makes a second one"),
            Errno.ENODEV => (FailureCode.NotFound, "Interface", $"this host has no interface {name}"),
            Errno.ENETDOWN => (FailureCode.InvalidArgument, "Interface", $"{name} is down; bring it up first (ip link set {name} up)"),
            Errno.EINVAL => (FailureCode.NotSupported, "Interface", $"{name} is not an Ethernet interface"),
            _ => (FailureCode.System, "Name", "the kernel refused"),
        };
        throw new AgentException(code, $"{device}: {why}.{Words(thread, $"add_device {device}", errno)}") { Errno = errno, Path = $"{PktgenFiles.Folder}/{thread}", Parameter = parameter };
    }

    private static void RequireThread(int cpu)
    {
        if (PktgenFiles.Read(PktgenFiles.ThreadName(cpu)) is null)
        {
            throw AgentException.Invalid("Thread", $"-Thread {cpu}: pktgen has no thread for CPU {cpu}; it has those of the CPUs that were online when it was loaded: {string.Join(',', PktgenFiles.Cpus())}.");
        }
    }

    /// <summary>Checks a device's commands before it is added: removing it again would empty its thread.</summary>
    public static void Judge(string device, IEnumerable<string> commands)
    {
        PktgenDeviceFacts.RequireName(device);
        if (Directory.Exists($"/sys/class/net/{Interfaces.RealName(PktgenDeviceFacts.InterfaceOf(device))}"))
        {
            PktgenDeviceFacts facts = PktgenDeviceFacts.Of(device);
            _ = Judge(facts, PktgenText.Parse(facts.KnowsShared ? "Flags: SHARED" : ""), Ordered(facts, commands));
        }
    }

    /// <summary>Checks a device that may be added or set later; nothing is changed.</summary>
    public static void Preview(PktgenDeviceChange change)
    {
        if (change.Cpu is null)
        {
            using PktgenHandle file = Open(change.Name);
            PktgenDeviceFacts facts = PktgenDeviceFacts.Of(change.Name);
            _ = Judge(facts, PktgenText.Parse(file.Read()), Ordered(facts, change.Commands));
            return;
        }

        if (PktgenFiles.Exist)
        {
            RequireThread(change.Cpu.Value);
        }

        Link link = Interfaces.Require(PktgenDeviceFacts.InterfaceOf(change.Name));
        if (!link.Up)
        {
            throw AgentException.Invalid("Interface", $"{change.Name}: {link.Name} is down; bring it up first (ip link set {link.Name} up).");
        }

        Judge(change.Name, change.Commands);
    }

    /// <summary>Checks commands, executes them in an order that works, and returns warnings.</summary>
    public List<string> Set(string device, IEnumerable<string> commands)
    {
        PktgenDeviceFacts.RequireName(device);
        PktgenDeviceFacts facts = PktgenDeviceFacts.Of(device);
        (string Name, string Value)[] ordered = Ordered(facts, commands);
        using PktgenHandle file = Open(device);
        PktgenText before = PktgenText.Parse(file.Read());
        PktgenModel wanted = Judge(facts, before, ordered);
        Write(device, file, before, ordered);
        return [.. PktgenRules.Warnings(facts, wanted, ordered)];
    }

    /// <summary>Removes devices. pktgen can only empty a thread, so the others on the same threads are added again as they were.</summary>
    public void Remove(IReadOnlyCollection<string> devices)
    {
        int[] cpus = [.. PktgenFiles.Cpus().Where(cpu => PktgenFiles.DevicesOf(cpu).Any(devices.Contains))];
        List<(string Name, int Cpu, PktgenModel Model)> others = [];
        foreach (int cpu in cpus)
        {
            others.AddRange(PktgenFiles.DevicesOf(cpu).Where(d => !devices.Contains(d)).Select(d => (d, cpu, PktgenModel.Of(Text(d)))));
        }

        foreach (string name in others.Select(o => PktgenDeviceFacts.InterfaceOf(o.Name)).Where(i => Interfaces.Links().Find(l => l.IsNamed(i)) is not { Up: true }))
        {
            throw new AgentException(FailureCode.Busy, $"{string.Join(", ", devices)}: pktgen can only empty a thread, and the devices of {name} on it could not be put back while {name} is down. Bring it up first (ip link set {name} up), or remove them, too.") { Parameter = "Name", Path = PktgenFiles.Folder };
        }

        if (others.Count == 0)
        {
            SwitchDebugOff(devices);
        }

        Empty(cpus);
        foreach ((string name, int cpu, PktgenModel model) in others)
        {
            Add(name, cpu);
            using PktgenHandle file = Open(name);
            PktgenText fresh = PktgenText.Parse(file.Read());
            Write(name, file, fresh, Ordered(PktgenDeviceFacts.Of(name), [.. fresh.Flags.Where(f => !model.HasFlag(f)).Select(f => $"flag !{f}"), .. model.Commands()]));
        }
    }

    /// <summary>Removes all devices of the threads, and waits until their files are gone.</summary>
    private static void Empty(int[] cpus)
    {
        (string, string)[] devices = Files(cpus.SelectMany(PktgenFiles.DevicesOf));

        // Each write waits 125 ms in the kernel; in parallel they wait only once.
        void Write(IEnumerable<int> on)
        {
            Thread[] writers = [.. on.Select(cpu => new Thread(() => Empty(cpu), 64 * 1024))];
            Array.ForEach(writers, w => w.Start());
            Array.ForEach(writers, w => w.Join());
        }

        Write(cpus);
        WaitUntilGone(devices, left => Write(cpus.Where(cpu => PktgenFiles.DevicesOf(cpu).Contains(left))));
    }

    private static void Empty(int cpu)
    {
        try
        {
            _ = PktgenFiles.Write(PktgenFiles.ThreadName(cpu), "rem_device_all");
        }
        catch (Exception)
        {
            // Any that remain are found by the wait below.
        }
    }

    /// <summary>Stops the run and removes every device.</summary>
    public static void Reset()
    {
        (string Device, string File)[] devices = Files(PktgenFiles.Devices());
        Stop();
        SwitchDebugOff([.. devices.Select(d => d.Device)]);
        _ = PktgenFiles.Write(PktgenFiles.Control, "reset");
        WaitUntilGone(devices, _ => PktgenFiles.Write(PktgenFiles.Control, "reset"));
    }

    /// <summary>Stops the run. The kernel ignores a stop before its threads have started, so it is repeated.</summary>
    public static void Stop()
    {
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        do
        {
            _ = PktgenFiles.Write(PktgenFiles.Control, "stop");
            for (int i = 0; i < 10 && PktgenFiles.AnyRunning(); i++)
            {
                Thread.Sleep(2);
            }
        }
        while (PktgenFiles.AnyRunning() && Clock.Monotonic < end);
    }

    /// <summary>
    /// pktgen's debug level belongs to the module, not to a device: it would outlive all devices, with no way left to switch it
    /// off, and makes the kernel refuse writes of other programs.
    /// </summary>
    private static void SwitchDebugOff(IReadOnlyCollection<string> leaving)
    {
        if (leaving.Count > 0 && PktgenFiles.Devices().All(leaving.Contains))
        {
            _ = PktgenFiles.Write(leaving.First(), "debug 0");
        }
    }

    private static (string Device, string File)[] Files(IEnumerable<string> devices) => [.. devices.Select(d => (d, PktgenFiles.FileOf(d)))];

    /// <summary>
    /// Waits, and asks again each second: a thread of pktgen clears what it was asked for without a lock, and with it at times
    /// what another controller's stop or start is setting (net/core/pktgen.c, t->control).
    /// </summary>
    private static void WaitUntilGone((string Device, string File)[] devices, Action<string> ask)
    {
        const long Pause = 1_000_000_000;
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds, next = Clock.Monotonic + Pause;
        while (devices.FirstOrDefault(d => PktgenFiles.Devices().Contains(d.Device) || File.Exists($"{PktgenFiles.Folder}/{d.File}")) is { Device: { } left })
        {
            if (Clock.Monotonic > end)
            {
                throw new AgentException(FailureCode.System, $"{left}: the kernel has not removed it after {_patience.TotalSeconds:0} s; is another program sending with pktgen?") { Path = $"{PktgenFiles.Folder}/{left}" };
            }

            if (Clock.Monotonic > next)
            {
                ask(left);
                next = Clock.Monotonic + Pause;
            }

            Thread.Sleep(1);
        }
    }

    private static PktgenModel Judge(PktgenDeviceFacts facts, PktgenText before, (string Name, string Value)[] commands)
    {
        PktgenModel wanted = PktgenModel.Of(before);
        Array.ForEach(commands, c => wanted.Apply(c.Name, c.Value));
        PktgenRules.Require(facts, wanted, commands);
        return wanted;
    }

    private static (string Name, string Value)[] Ordered(PktgenDeviceFacts facts, IEnumerable<string> commands) =>
        [.. commands.Select(Split).Select(OneSpelling).Select(c => (c.Name, Value: facts.Spelled(c.Name, c.Value))).OrderBy(c => Rank(c.Name, c.Value))];

    /// <summary>The kernel's in_aton() accepts 10.1 and 010, but reads them differently from inet_aton(3).</summary>
    private static (string Name, string Value) OneSpelling((string Name, string Value) command)
    {
        bool to = command.Name.StartsWith("dst", StringComparison.Ordinal), from = command.Name.StartsWith("src", StringComparison.Ordinal);
        if ((to || from) && !command.Name.Contains("mac", StringComparison.Ordinal))
        {
            _ = AddressField.Parse(command.Value, to ? "Destination" : "Source");
        }

        return command;
    }

    private void Write(string device, PktgenHandle file, PktgenText before, (string Name, string Value)[] commands)
    {
        PktgenModel model = PktgenModel.Of(before);
        foreach ((string name, string value) in commands)
        {
            Write(device, file, model, name, value);
        }
    }

    private void Write(string device, PktgenHandle file, PktgenModel model, string name, string value)
    {
        string command = value.Length > 0 ? $"{name} {value}" : name;
        string[] keys = model.Apply(name, value);
        (int errno, bool whole) = file.Write(command);
        PktgenText after = PktgenText.Parse(file.Read());
        bool said = PktgenModel.IsSilent(name, value) || after.Result.StartsWith("OK", StringComparison.Ordinal);
        if (errno == 0 && whole && said && model.Difference(after, keys) is not { } difference)
        {
            return;
        }

        string why = errno switch
        {
            Errno.ENOTSUPP or Errno.EOPNOTSUPP => " The driver does not let a packet be sent several times (no IFF_TX_SKB_SHARING), or the mode does not.",
            Errno.EINVAL when after.Result.StartsWith("No such parameter", StringComparison.Ordinal) => $" pktgen of the kernel {KernelRelease.Text} has no such setting.",
            0 when !whole => " The kernel accepted only a part of the command.",
            0 when after.Result.Contains("unknown", StringComparison.Ordinal) => $" pktgen of the kernel {KernelRelease.Text} does not know it{Known(after.Result)}.",
            0 when name == "node" => $" This host has the NUMA nodes {TextFile.Read("/sys/devices/system/node/possible") ?? "0"}.",
            0 when said => $" The kernel accepted it, but {model.Difference(after, keys)}.",
            _ => "",
        };
        throw new AgentException(errno is 0 or Errno.EINVAL ? FailureCode.InvalidArgument : FailureCode.NotSupported, $"{device}: -{PktgenVocabulary.SettingOf(name)}: the kernel refused '{command}'.{why}{Words(device, command, errno, after.Result)}")
        {
            Errno = errno == 0 ? null : errno,
            Path = $"{PktgenFiles.Folder}/{device}",
            Parameter = PktgenVocabulary.SettingOf(name),
        };
    }

    /// <summary>"Flag -:x:- unknown", followed by lines with the known flags.</summary>
    private static string Known(string result) => result.Split('\n') is [_, _, var flags, ..] ? $"; it has {flags.Trim().TrimEnd(',')}" : "";

    /// <summary>The kernel's own explanation of a refusal: errno, the file's Result, and its log.</summary>
    private string Words(string file, string command, int errno, string? result = null)
    {
        result ??= PktgenText.Parse(PktgenFiles.Read(file) ?? "").Result;
        List<string> words = [$"echo \"{command}\" > {PktgenFiles.Folder}/{file}"];
        if (errno != 0)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"errno {errno}, {Errno.Text(errno)}"));
        }

        // An OK there is an earlier command's.
        if (result.Length > 0 && !result.StartsWith("OK", StringComparison.Ordinal))
        {
            words.Add($"Result: {result.Split('\n')[0]}");
        }

        words.AddRange(log.Lines());
        return $" ({string.Join("; ", words)})";
    }

    private static PktgenText Text(string device)
    {
        using PktgenHandle file = Open(device);
        return PktgenText.Parse(file.Read());
    }

    private static PktgenHandle Open(string device) => PktgenHandle.Open(device).Handle
        ?? throw new AgentException(FailureCode.NotFound, $"{device}: pktgen has no such device; it has {(PktgenFiles.Devices() is { Length: > 0 } others ? string.Join(", ", others) : "none")}. Use Add-PktgenDevice to add one.") { Parameter = "Name", Path = $"{PktgenFiles.Folder}/{device}" };

    private static int? ThreadOf(string device) => PktgenFiles.Cpus().Where(cpu => PktgenFiles.DevicesOf(cpu).Contains(device)).Select(cpu => (int?)cpu).FirstOrDefault();

    public static (string Name, string Value) Split(string command)
    {
        if (command.Any(c => c is < ' ' or > '~'))
        {
            throw AgentException.Invalid("Pktgen", $"'{command}' is not a pktgen command: it contains a non-ASCII character.");
        }

        string[] parts = command.Split(' ', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Commands that would block another go first; those that depend on another go last.</summary>
    private static int Rank(string name, string value) => name switch
    {
        "clone_skb" when value is "0" => 0,
        "burst" when value is "0" or "1" => 0,
        "svlan_id" when PktgenModel.IsSilent(name, value) => 0,
        "pkt_size" or "min_pkt_size" or "max_pkt_size" or "xmit_mode" or "vlan_id" => 1,
        "flag" when value is "!IPV6" => 1,
        "flag" or "svlan_id" or "vlan_p" or "vlan_cfi" => 3,
        "clone_skb" or "burst" or "imix_weights" or "svlan_p" or "svlan_cfi" => 4,
        _ => 2,
    };
}
