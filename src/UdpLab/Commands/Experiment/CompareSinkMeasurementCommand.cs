using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Compare-SinkMeasurement: whether two groups of measurements differ, by how much, and what cannot be decided.</summary>
[Cmdlet(VerbsData.Compare, "SinkMeasurement")]
[OutputType(typeof(Comparison), typeof(ComparisonCalibration))]
public sealed partial class CompareSinkMeasurementCommand : LabCmdlet
{
    private const string Activity = "Compare-SinkMeasurement -Calibrate";
    private readonly List<SinkMeasurement> _measurements = [];

    /// <summary>Without measurements, the calibration itself is the result.</summary>
    private bool IsCalibrationOnly => Calibrate && By is null && Baseline is null && Candidate.Length == 0 && !MyInvocation.ExpectingInput;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ScriptBlock is null == Calibrate)
        {
            string parameter = Calibrate ? nameof(Calibrate) : nameof(ScriptBlock);
            Refuse($"InvalidArgument.{parameter}", parameter, Calibrate, "-Calibrate runs a -ScriptBlock that gives one measurement: give both, or neither.");
        }

        if (IsGiven(nameof(Repeat)) && !Calibrate)
        {
            Refuse("InvalidArgument.Repeat", nameof(Repeat), Repeat, "-Repeat is the number of pairs of -Calibrate. Measurements are repeated with Measure-Sink -Repeat or Invoke-LabSweep -Repeat.");
        }

        string? missing = By is null && Baseline is null ? nameof(Baseline) : Candidate.Length == 0 && !MyInvocation.ExpectingInput ? nameof(Candidate) : null;
        if (missing is not null && !IsCalibrationOnly)
        {
            Refuse($"InvalidArgument.{missing}", missing, null, $"-{missing} is missing: give two lists of measurements, -Baseline and -Candidate, or all measurements in the pipeline and the factor that tells them apart, -By.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _measurements.AddRange(Candidate);

    /// <inheritdoc/>
    protected override void EndProcessing() => Terminating(
        () =>
        {
            if (_measurements.Count == 0 && !IsCalibrationOnly)
            {
                Refuse("InvalidArgument.Candidate", nameof(Candidate), null, "-Candidate: no measurement came down the pipeline.");
            }

            object? baseline = Baseline is null ? null : By is null ? Measurements(Baseline) : Level(Baseline);
            IReadOnlyList<SinkMeasurement> counting = FailedRuns.Without(_measurements, WriteWarning);
            if (counting.Count == 0 && !IsCalibrationOnly)
            {
                Refuse("InvalidArgument.Candidate", nameof(Candidate), null, "-Candidate: all measurements are of runs that failed.");
            }

            ComparisonCalibration[] calibrations = Calibrate ? CalibrateLab() : [];
            ComparisonPlan plan = new()
            {
                Metrics = [.. Metric.Distinct(StringComparer.OrdinalIgnoreCase)],
                MarginPercent = Margin,
                AllowDifference = AllowDifference,
                Per = Per,
                Calibrations = calibrations.DistinctBy(c => c.Metric).ToDictionary(c => c.Metric),
            };
            WriteObject(
                IsCalibrationOnly ? calibrations
                    : baseline is SinkMeasurement[] group ? ComparisonGroups.Compare(group, counting, plan, WriteWarning)
                    : ComparisonGroups.Compare(counting, By!, (string?)baseline, plan, WriteWarning),
                enumerateCollection: true);
        },
        By);

    private static object[] Items(object value) => Unwrapped.Of(value) is IEnumerable items and not string ? [.. items.Cast<object?>().Select(item => Unwrapped.Of(item) ?? "")] : [Unwrapped.Of(value)];

    private SinkMeasurement[] Measurements(object value)
    {
        object[] items = Items(value);
        if (items.Length == 0 || Array.Exists(items, item => item is not SinkMeasurement))
        {
            Refuse("InvalidArgument.Baseline", nameof(Baseline), value, $"-Baseline {string.Join(", ", items.Take(3))} is not a list of measurements. The name of a level needs -By, as in: $all | Compare-SinkMeasurement -By Kernel -Baseline 6.1.0.");
        }

        IReadOnlyList<SinkMeasurement> counting = FailedRuns.Without([.. items.OfType<SinkMeasurement>()], WriteWarning);
        if (counting.Count == 0)
        {
            Refuse("InvalidArgument.Baseline", nameof(Baseline), value, "-Baseline: all measurements are of runs that failed.");
        }

        return [.. counting];
    }

    private string Level(object value)
    {
        object[] items = Items(value);
        if (items.Length != 1 || items[0] is SinkMeasurement)
        {
            Refuse("InvalidArgument.Baseline", nameof(Baseline), value, "With -By, -Baseline is the one level that the others are compared with, such as 6.1.0. To compare two lists of measurements, omit -By and give -Candidate.");
        }

        return FactorText.Of(items[0]);
    }

    /// <summary>Measures identical pairs, and reports this lab's result before any verdict.</summary>
    private ComparisonCalibration[] CalibrateLab()
    {
        SinkMeasurement[] runs = new SinkMeasurement[2 * Repeat];
        try
        {
            for (int i = 0; i < runs.Length; i++)
            {
                ShowProgress(Activity, () => string.Create(CultureInfo.InvariantCulture, $"A/A run {i + 1} of {runs.Length}"), 100 * i / runs.Length);
                runs[i] = Run();
            }
        }
        finally
        {
            EndProgress(Activity);
        }

        ComparisonCalibration[] calibrations = [.. Metric.Distinct(StringComparer.OrdinalIgnoreCase).Select(metric => MeasurementCalibrator.Calibrate(runs, metric, Margin))];
        if (!IsCalibrationOnly)
        {
            foreach (ComparisonCalibration calibration in calibrations)
            {
                // Like Write-Host: on the screen, and in the information stream.
                WriteInformation(new HostInformationMessage { Message = calibration.ToString() }, ["PSHOST"]);
            }
        }

        return calibrations;
    }

    private SinkMeasurement Run()
    {
        SinkMeasurement[] given = [.. InvokeCommand.InvokeScript("& $args[0]", true, PipelineResultTypes.Error, null, ScriptBlock).Select(o => o?.BaseObject).OfType<SinkMeasurement>()];
        if (given.Length != 1)
        {
            Refuse("InvalidArgument.ScriptBlock", nameof(ScriptBlock), ScriptBlock, string.Create(CultureInfo.InvariantCulture, $"The -ScriptBlock gave {given.Length} measurements in a run; it should give one, as {{ Invoke-UdpFlood | Measure-Sink }} does."));
        }

        return given[0];
    }
}
