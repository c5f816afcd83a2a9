using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Starts, lists and removes the guests of this session.</summary>
internal static class LabGuests
{
    // On a busy machine an emulated kernel sometimes spins for ever before its first line (QEMU 7.2, several CPUs): such a guest is started again.
    private static readonly TimeSpan[] _patience = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)];
    private static readonly object _naming = new();
    private static readonly HashSet<string> _starting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The guests of this session, those that have ended too.</summary>
    public static IReadOnlyList<GuestLabHost> All => [.. Links.Select(link => (GuestLabHost)link.Host).OrderBy(host => host.Name, StringComparer.OrdinalIgnoreCase)];

    private static IEnumerable<GuestLink> Links => HostLinks.All.OfType<GuestLink>();

    /// <summary>Starts a guest.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="observer">Progress and warnings.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <exception cref="LabException">It cannot be, or does not come up.</exception>
    public static GuestLabHost Start(GuestPlan plan, ILabObserver observer, CancellationToken cancel) => Start(plan, null, observer, cancel);

    /// <summary>Starts two guests that are joined by a cable; neither, if one does not come up.</summary>
    /// <inheritdoc cref="Start(GuestPlan, ILabObserver, CancellationToken)"/>
    public static IReadOnlyList<GuestLabHost> StartJoined(GuestPlan first, GuestPlan second, GuestNicModel model, ILabObserver observer, CancellationToken cancel)
    {
        TemporaryFolder cable = new("udplab-cable-");
        GuestLabHost? one = null;
        try
        {
            GuestCard card = new(GuestCard.ModelOf(model), cable.Path, 0) { Queues = first.Queues, Beside = GuestWords.NewCable };
            one = Start(first with { Card = card }, cable, observer, cancel);
            return [one, Start(second with { Card = card with { End = 1, Beside = one.ProcessId.ToString(CultureInfo.InvariantCulture) } }, cable, observer, cancel)];
        }
        catch
        {
            if (one is not null)
            {
                Remove(one);
            }

            cable.Dispose();
            throw;
        }
    }

    private static GuestLabHost Start(GuestPlan plan, IDisposable? cable, ILabObserver observer, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LabException(FailureCode.NotSupported, "Guests need a Linux machine: QEMU is run here.", "Kernel");
        }

        string name = Reserve(plan.Name);
        try
        {
            GuestLink link = Boot(plan, name, observer, cancel);
            link.Cable = cable;
            HostLinks.Add(link);
            return (GuestLabHost)link.Host;
        }
        finally
        {
            lock (_naming)
            {
                _ = _starting.Remove(name);
            }
        }
    }

    /// <summary>Switches a guest off.</summary>
    public static void Remove(GuestLabHost guest)
    {
        if (HostLinks.Find(guest) is not GuestLink link)
        {
            throw HostLinks.Gone(guest, LabHostState.Closed);
        }

        foreach (GuestSpaceLink space in HostLinks.All.OfType<GuestSpaceLink>().Where(space => space.Guest == link).ToArray())
        {
            HostLinks.Remove(space);
            space.EndIdle();
        }

        HostLinks.Remove(link);
        link.Dispose();
        CloseChanges(guest);
    }

    /// <summary>Switches off the guests of some owners, as when the module is unloaded.</summary>
    public static void RemoveOwn(Func<Guid, bool> ofOwner)
    {
        foreach (GuestLink link in Links.Where(link => ofOwner(link.Owner)).ToArray())
        {
            Remove((GuestLabHost)link.Host);
        }
    }

    /// <summary>Settings changed in a guest are gone with it.</summary>
    private static void CloseChanges(GuestLabHost guest)
    {
        string? address = ChangePlace.Of(guest).Address;
        try
        {
            ChangeJournal journal = ChangeJournal.Here;
            LabChange[] open = [.. journal.Read().Where(c => c.IsOpen && c.Place.Kind is LabHostKind.Guest or LabHostKind.Namespace && c.Place.Address == address)];
            if (open.Length > 0)
            {
                journal.Advance([.. open.Select(c => c with { State = LabChangeState.Undone, Note = "The guest was removed, and the setting with it." })], $"Guest {guest.Name} was removed.");
            }
        }
        catch (LabException)
        {
            // The guest is gone anyway, which Undo-LabChange detects.
        }
    }

    private static GuestLink Boot(GuestPlan wanted, string name, ILabObserver observer, CancellationToken cancel)
    {
        observer.Progress(() => $"{name}: reading the kernel {wanted.Kernel}");
        using GuestFiles files = GuestFiles.Make(wanted, name, observer, cancel);
        GuestPlan plan = wanted with { Processor = files.Processor };
        using InstructionCounter? counter = plan.Deterministic ? InstructionCounter.Open(files.Program, observer) : null;
        IReadOnlyList<string> arguments = plan.Arguments(name, files.Kernel, files.Initramfs, counter);
        foreach (TimeSpan patience in _patience)
        {
            observer.Progress(() => $"{name}: starting Linux {files.Release}");
            GuestMachine machine = GuestMachine.Start(name, files.Program, arguments, plan.Card?.LauncherArguments ?? []);
            try
            {
                if (machine.WaitReady(patience, cancel))
                {
                    return Ready(plan, name, machine, observer);
                }

                cancel.ThrowIfCancellationRequested();
                if (machine.HasEnded)
                {
                    throw new LabException(FailureCode.System, machine.Obituary(Reason(machine.Console.Text)), "Kernel");
                }

                if (patience == _patience[^1] || machine.Console.Text.Length > 0)
                {
                    throw new LabException(FailureCode.System, machine.Obituary(string.Create(CultureInfo.InvariantCulture, $"the guest did not come up within {patience.TotalSeconds:0} s")), "Kernel");
                }

                observer.Verbose(string.Create(CultureInfo.InvariantCulture, $"{name}: nothing was heard for {patience.TotalSeconds:0} s; starting it again."));
                machine.Dispose();
            }
            catch
            {
                machine.Dispose();
                throw;
            }
        }

        throw new InvalidOperationException();
    }

    private static GuestLink Ready(GuestPlan plan, string name, GuestMachine machine, ILabObserver observer)
    {
        if (machine.Notes.Length > 0)
        {
            observer.Warn($"{name}: not everything could be set up: {machine.Notes}");
        }

        GuestLink link = new(
            new GuestLabHost
            {
                Name = name,
                Image = plan.Kernel,
                MemoryMB = plan.MemoryMB,
                Accelerator = plan.IsEmulated ? GuestAccelerator.Tcg : GuestAccelerator.Kvm,
                Clock = plan.Deterministic ? LabClock.Instructions : LabClock.WallClock,
                CommandLine = string.Join(' ', plan.Append),
                ProcessId = machine.ProcessId,
            },
            machine,
            plan.Owner);
        link.Warm();
        return link;
    }

    /// <summary>Why a guest ended while it started, as far as its last lines tell.</summary>
    private static string Reason(string console) =>
        console.Contains("Unable to mount root fs", StringComparison.Ordinal) ? "the kernel did not find its initramfs: it needs CONFIG_BLK_DEV_INITRD"
        : console.Contains("Requested init", StringComparison.Ordinal) || console.Contains("No working init found", StringComparison.Ordinal) ? "the kernel could not start its first process (CONFIG_BINFMT_ELF, and no init= in -Append)"
        : console.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || console.Contains("System is deadlocked on memory", StringComparison.Ordinal) ? "the guest had too little memory: give -MemoryMB more"
        : console.Contains(GuestWords.TapFailed, StringComparison.Ordinal) ? "the tap device for its queues could not be made"
        : console.Contains("is not a valid device model name", StringComparison.Ordinal) ? "this version of QEMU does not have that -NicModel"
        : console.Contains("qemu-system-", StringComparison.Ordinal) && !console.Contains("terminating on signal", StringComparison.Ordinal) ? "QEMU refused to start the guest"
        : "the guest ended while it started";

    private static string Reserve(string? wanted)
    {
        lock (_naming)
        {
            HashSet<string> taken = [.. LabHosts.Names.Concat(_starting).Select(n => n.ToUpperInvariant())];
            string name = wanted ?? Enumerable.Range(1, int.MaxValue - 1).Select(n => string.Create(CultureInfo.InvariantCulture, $"guest{n}")).First(n => !taken.Contains(n.ToUpperInvariant()));
            return !taken.Contains(name.ToUpperInvariant()) && _starting.Add(name) ? name
                : throw new LabException(FailureCode.Busy, $"-Name {name}: another host of this session has this name; choose another one, or remove it with Remove-LabGuest.", "Name");
        }
    }
}
