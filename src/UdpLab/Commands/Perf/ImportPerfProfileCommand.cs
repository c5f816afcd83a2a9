using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Import-PerfProfile: reads profiles from files of perf and of tools that use its formats.</summary>
[Cmdlet(VerbsData.Import, "PerfProfile", DefaultParameterSetName = ByPath)]
[OutputType(typeof(PerfProfile))]
public sealed class ImportPerfProfileCommand : ImportFileCmdlet
{
    [Parameter]
    [OneValue<PerfFormat>]
    public PerfFormat Format { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Event { get; set; } = ["*"];

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long? Packets { get; set; }

    /// <inheritdoc/>
    private protected override void Import(string file)
    {
        try
        {
            IReadOnlyList<PerfProfile> profiles = PerfReader.ReadFile(file, Format, Cancel);
            PerfProfile[] wanted = [.. profiles.Where(p => Array.Exists(Event, name => Wildcard.Fits(name, p.Event)))];
            if (wanted.Length == 0)
            {
                WriteError(new ErrorRecord(new PSArgumentException($"{file} has no samples of {string.Join(", ", Event)}; it has those of {string.Join(", ", profiles.Select(p => p.Event))}.", nameof(Event)), "InvalidArgument.Event", ErrorCategory.InvalidArgument, file));
            }

            WriteObject(Packets is null ? wanted : wanted.Select(p => p with { Packets = Packets }), enumerateCollection: true);
        }
        catch (PerfTextException e)
        {
            WriteError(new ErrorRecord(e, "InvalidData.Path", ErrorCategory.InvalidData, file));
        }
    }
}
