using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Import-LabResult: reads files of Export-LabResult, journals of experiments and reports, object by object.</summary>
[Cmdlet(VerbsData.Import, "LabResult", DefaultParameterSetName = ByPath)]
[OutputType(typeof(SinkMeasurement), typeof(UdpFlood), typeof(LabNic), typeof(LabFinding), typeof(LabChange), typeof(PerfProfile), typeof(UdpBottleneck))]
public sealed class ImportLabResultCommand : ImportFileCmdlet
{
    // This many invalid lines before the first valid one mean another kind of file.
    private const int WrongLines = 10;

    /// <inheritdoc/>
    private protected override void Import(string file)
    {
        const string activity = "Import-LabResult";
        try
        {
            using Stream opened = PipeFile.OpenRead(file, Cancel), stream = ReportDataReader.Lines(opened);
            SweepStories stories = new();
            ReportSource source = new();
            long good = 0;
            int wrong = 0;
            bool isNewer = false;
            foreach (ResultItem item in ResultReader.Read(stream, Cancel))
            {
                if (item.Value is null)
                {
                    Report(file, item);
                    if (good == 0 && ++wrong == WrongLines)
                    {
                        WriteError(Damage(file, $"{file} was not written by Export-LabResult: its first {WrongLines} lines are not result lines. The rest was not read."));
                        return;
                    }

                    continue;
                }

                good++;
                if (item.IsNewer && !isNewer)
                {
                    isNewer = true;
                    WriteWarning($"{file}: line {item.Number} was written by a later version of UdpLab. Fields this version does not know are omitted.");
                }

                stories.Add(item.Value);
                source.Add(item.Value);
                if (item.Value is not IResultControl)
                {
                    object shown = ResultObject.Of(item.Value);
                    SweepObjects.Follow(item.Value, shown);
                    WriteObject(shown);
                }

                ShowProgress(activity, () => string.Create(CultureInfo.InvariantCulture, $"{file}: line {item.Number:N0}"), stream.CanSeek && stream.Length > 0 ? (int)(100 * stream.Position / stream.Length) : -1);
            }
        }
        catch (InvalidDataException other)
        {
            WriteError(Damage(file, $"{file} {other.Message}."));
        }
        finally
        {
            EndProgress(activity);
        }
    }

    private void Report(string file, ResultItem item)
    {
        if (item.IsCut)
        {
            WriteWarning($"{file}: line {item.Number}, the last one, is incomplete because its writer was interrupted: it was skipped.");
        }
        else
        {
            WriteError(Damage(file, $"{file}: line {item.Number} cannot be read and was skipped: {item.Fault}."));
        }
    }

    private static ErrorRecord Damage(string file, string message) => new(new InvalidDataException(message), "InvalidData.Path", ErrorCategory.InvalidData, file);
}
