using System.Management.Automation;
using UdpLab.Loading;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>New-LabGuest: kernel images as lab hosts, under QEMU.</summary>
[Cmdlet(VerbsCommon.New, "LabGuest", SupportsShouldProcess = true)]
[OutputType(typeof(GuestLabHost))]
public sealed class NewLabGuestCommand : LabCmdlet
{
    private readonly List<string> _kernels = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ArgumentCompleter(typeof(KernelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Kernel { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Module { get; set; }

    [Parameter]
    [ValidatePattern(@"^[A-Za-z0-9][A-Za-z0-9.-]{0,31}\z")]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 64)]
    [OneValue<int>]
    public int Cpus { get; set; } = GuestPlan.DefaultCpus;

    [Parameter]
    [ValidateRange(128, 65536)]
    [OneValue<int>]
    public int MemoryMB { get; set; } = GuestPlan.DefaultMemoryMB;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Append { get; set; } = [];

    [Parameter]
    [OneValue<GuestAccelerator>]
    public GuestAccelerator Accelerator { get; set; }

    [Parameter]
    [OneValue<GuestNicModel>]
    public GuestNicModel NicModel { get; set; }

    [Parameter]
    [ValidateRange(1, GuestPlan.MostQueues)]
    [OneValue<int>]
    public int Queues { get; set; } = 1;

    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    [Parameter]
    public SwitchParameter Cable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _kernels.AddRange(Kernel);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Name.Length > 0 && Name.Length != _kernels.Count)
        {
            Refuse("InvalidArgument.Name", nameof(Name), Name, $"-Name {string.Join(", ", Name)}: {(_kernels.Count == 1 ? "one kernel takes one name" : $"{_kernels.Count} kernels take {_kernels.Count} names")}; give one each, or none.");
        }

        if (Cable && _kernels.Count != 2)
        {
            Refuse("InvalidArgument.Cable", nameof(Cable), _kernels.Count, $"-Cable joins two guests, and -Kernel gives {_kernels.Count}: give two, the same twice if need be.");
        }

        if (Deterministic)
        {
            RequireOneCounter();
        }

        if (Queues > 1)
        {
            RequireQueues();
        }

        GuestPlan[] plans = [.. _kernels.Select((kernel, i) => Plan(Path(kernel), Name.Length > 0 ? Name[i] : null)).Where(IsWanted)];
        if (Cable)
        {
            _ = plans.Length == 2 && Try(() => WriteObject(LabGuests.StartJoined(plans[0], plans[1], NicModel, this, Cancel), enumerateCollection: true), plans[0].Kernel);
        }
        else
        {
            Array.ForEach(plans, plan => Try(() => WriteObject(LabGuests.Start(plan, this, Cancel)), plan.Kernel));
        }

        EndProgress(MyInvocation.MyCommand.Name);
    }

    /// <summary>Refuses what makes two runs differ.</summary>
    private void RequireOneCounter()
    {
        if (IsGiven(nameof(Cpus)) && Cpus != 1)
        {
            Refuse("InvalidArgument.Cpus", nameof(Cpus), Cpus, $"-Cpus {Cpus} with -Deterministic: instructions are counted on one CPU; leave out one of the two.");
        }

        if (Queues > 1)
        {
            Refuse("InvalidArgument.Queues", nameof(Queues), Queues, $"-Queues {Queues} with -Deterministic: several queues take as many CPUs, and instructions are counted on one; leave out one of the two.");
        }

        if (Accelerator == GuestAccelerator.Kvm)
        {
            Refuse("InvalidArgument.Accelerator", nameof(Accelerator), Accelerator, "-Accelerator Kvm with -Deterministic: only an emulated processor counts its instructions; leave out one of the two.");
        }

        if (Cable)
        {
            Refuse("InvalidArgument.Cable", nameof(Cable), true, "-Cable with -Deterministic: packets of another guest arrive by this machine's clock; let flood and sink meet in one guest, on its loopback or a testbed in it.");
        }
    }

    /// <summary>Refuses what cannot have several queues.</summary>
    private void RequireQueues()
    {
        string? why = NicModel switch
        {
            GuestNicModel.Virtio => null,
            GuestNicModel.Igb => "its driver has a queue for each CPU, up to 8, by itself: leave out -Queues, and give -Cpus",
            _ => "QEMU's card receives by one queue: take -NicModel Virtio",
        };
        if (why is not null)
        {
            Refuse("InvalidArgument.Queues", nameof(Queues), Queues, $"-Queues {Queues} with -NicModel {NicModel}: {why}.");
        }

        if (IsGiven(nameof(Cpus)) && Cpus < Queues)
        {
            Refuse("InvalidArgument.Queues", nameof(Queues), Queues, $"-Queues {Queues} with -Cpus {Cpus}: the driver uses no more queues than there are CPUs; give as many, or leave out -Cpus.");
        }

        if (!Environment.IsPrivilegedProcess)
        {
            Refuse("PermissionDenied.Queues", nameof(Queues), Queues, $"-Queues {Queues}: only a tap device gives QEMU several queues, and making one needs root; run as root, or leave out -Queues.");
        }
    }

    private bool IsWanted(GuestPlan plan) => ShouldProcess(plan.Kernel, $"Start a guest{(plan.Name is null ? "" : " " + plan.Name)} under QEMU");

    private GuestPlan Plan(string kernel, string? name) => new()
    {
        Kernel = kernel,
        Module = Module is null ? null : Path(Module),
        Name = name,
        Cpus = Deterministic ? 1 : Math.Max(Cpus, Queues),
        Queues = Queues,
        Deterministic = Deterministic,
        MemoryMB = MemoryMB,
        Append = Append,
        Accelerator = Accelerator,
        Card = IsGiven(nameof(NicModel)) || Queues > 1 ? new GuestCard(GuestCard.ModelOf(NicModel), null, 0) { Queues = Queues } : null,
        Owner = ModuleLifetime.Owner,
    };

    /// <summary>The absolute path of a file or folder; what is neither may be the release of an installed kernel.</summary>
    private string Path(string given)
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(given);
        return given.Contains('/') || File.Exists(path) || Directory.Exists(path) ? path : given;
    }
}
