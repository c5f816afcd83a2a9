using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>
/// Results as cmdlets emit them: those of a sweep show what it varied, those of a ramp show loss by rate, and custom objects
/// are restored as such.
/// </summary>
internal static class ResultObject
{
    /// <summary>A measurement of a sweep has this type name first, and with it a table that begins with the factors.</summary>
    private const string OfSweep = "UdpLab.SinkMeasurement#Sweep";

    /// <summary>The same for a measurement of a ramp: its table shows loss by rate.</summary>
    private const string OfRamp = "UdpLab.SinkMeasurement#Ramp";

    /// <summary>The same for a measurement that counts instructions.</summary>
    private const string OfInstructions = "UdpLab.SinkMeasurement#Instructions";

    /// <summary>The property that only results of failed runs have.</summary>
    private const string RunFailed = "RunFailed";

    /// <summary>The object to emit for a result.</summary>
    public static object Of(object result) => result switch
    {
        SinkMeasurement { Clock: LabClock.Instructions } measurement => Named(measurement, OfInstructions),
        SinkMeasurement { Factors.Count: > 0 } measurement => Named(measurement, OfSweep),
        SinkMeasurement { Steps.Count: > 0 } measurement => Named(measurement, OfRamp),
        SweepOutput output => Plain(output),
        _ => result,
    };

    /// <summary>Marks what a run of a sweep emitted that failed afterwards: it has gone down the pipeline, but does not count.</summary>
    public static void MarkFailed(PSObject shown)
    {
        if (shown.Properties[RunFailed] is null)
        {
            shown.Properties.Add(new PSNoteProperty(RunFailed, true));
        }
    }

    /// <summary>Adds what an object belongs to, unless it has such properties of its own.</summary>
    public static void Note(PSObject shown, IReadOnlyDictionary<string, object?> factors, int? repeat, int? position)
    {
        Note(shown, nameof(SinkMeasurement.Factors), factors);
        Note(shown, nameof(SinkMeasurement.Repeat), repeat);
        Note(shown, nameof(SinkMeasurement.Position), position);
    }

    private static PSObject Named(SinkMeasurement measurement, string name)
    {
        PSObject shown = PSObject.AsPSObject(measurement);
        if (shown.TypeNames[0] != name)
        {
            shown.TypeNames.Insert(0, name);
        }

        return shown;
    }

    private static PSObject Plain(SweepOutput output)
    {
        PSObject shown = output is { Properties.Count: 0, Value: { } value } ? PSObject.AsPSObject(value) : new PSObject();
        foreach ((string name, object? one) in output.Properties)
        {
            shown.Properties.Add(new PSNoteProperty(name, one));
        }

        Note(shown, output.Factors, output.Repeat, output.Position);
        return shown;
    }

    private static void Note(PSObject shown, string name, object? value)
    {
        if (shown.Properties[name] is not { } own)
        {
            shown.Properties.Add(new PSNoteProperty(name, value));
        }
        else if (own is PSNoteProperty { IsInstance: true } && shown.BaseObject is not PSCustomObject)
        {
            // The script block emits the same object again.
            own.Value = value;
        }
    }
}
