using System.Collections;
using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>What a sweep emits: UdpLab's objects, and others with their factors added.</summary>
internal static class SweepObjects
{
    /// <summary>The journal's form of an emitted object.</summary>
    public static object ForJournal(object emitted)
    {
        object value = Unwrapped.Of(emitted);
        return value switch
        {
            SinkMeasurement or SweepOutput => value,

            // It has no Factors of its own.
            _ when ResultTypes.NameOf(value) is not null => new SweepOutput { Value = value },
            string or decimal or DateTime or DateTimeOffset or TimeSpan => new SweepOutput { Value = value },
            Enum or Guid or Version or Uri or ScriptBlock => new SweepOutput { Value = Convert.ToString(value, CultureInfo.InvariantCulture) },
            _ when value.GetType().IsPrimitive => new SweepOutput { Value = value },
            IDictionary table => new SweepOutput { Properties = Properties(table.Entries().Select(entry => KeyValuePair.Create(entry.Key.ToString()!, entry.Value))) },
            _ => new SweepOutput { Properties = Properties(PSObject.AsPSObject(emitted).Properties.Where(property => property.IsGettable).Select(property => KeyValuePair.Create(property.Name, Read(property)))) },
        };
    }

    /// <summary>
    /// The file's form of an object that a cmdlet emitted: objects with Factors from a sweep or from Import-LabResult keep
    /// them, even custom objects and plain values.
    /// </summary>
    public static object ForFile(object emitted)
    {
        object value = Unwrapped.Of(emitted);
        PSObject shown = PSObject.AsPSObject(emitted);
        if (value is SinkMeasurement || Factors(shown) is not { } factors || ForJournal(emitted) is not SweepOutput output)
        {
            return value;
        }

        SweepOutput kept = output with
        {
            Factors = factors,
            Repeat = Number(shown, nameof(SinkMeasurement.Repeat)),
            Position = Number(shown, nameof(SinkMeasurement.Position)),
            Properties = LabList.Table(output.Properties.Where(property => !IsNoted(shown, property.Key)), StringComparer.OrdinalIgnoreCase),
        };
        Follow(emitted, kept);
        return kept;
    }

    /// <summary>Keeps for another form of an object which sweep and which report it is of.</summary>
    public static void Follow(object from, object to)
    {
        object inner = Unwrapped.Of(from), other = Unwrapped.Of(to);
        if ((SweepStory.OriginOf(from) ?? SweepStory.OriginOf(inner)) is { } origin)
        {
            SweepStory.Keep(to, origin);
            SweepStory.Keep(other, origin);
        }

        if ((ReportSource.Of(from) ?? ReportSource.Of(inner)) is { } source)
        {
            source.Tell(to);
            source.Tell(other);
        }
    }

    /// <summary>Why what <see cref="ForFile"/> gave cannot be written to a file of results; null if it can.</summary>
    /// <param name="value">The object.</param>
    /// <param name="cmdlet">What would write it.</param>
    public static string? Fault(object value, string cmdlet)
    {
        const string copy = "Deserialized.UdpLab.";
        return value is PSObject wrapped && wrapped.TypeNames.FirstOrDefault(name => name.StartsWith(copy, StringComparison.Ordinal)) is { } type
            ? $"This {type[copy.Length..]} is a copy without its type, as jobs and Import-Clixml return them: run {cmdlet} where the object was made."
            : value is PSObject ? "A custom object from outside a sweep, such as the output of Select-Object, is not an object of UdpLab: select objects instead of properties, or write it with Export-Csv or ConvertTo-Json."
            : ResultTypes.NameOf(value) is null ? $"{value.GetType().Name} is not an object of UdpLab: {cmdlet} writes what its cmdlets give."
            : null;
    }

    /// <summary>The object to pass on.</summary>
    /// <param name="emitted">The object as the script block emitted it, or from the journal.</param>
    /// <param name="kept">With its factors, if it has such properties.</param>
    public static PSObject ToHandOn(object emitted, object kept, SweepRun run, int position)
    {
        if (kept is SinkMeasurement || (kept is SweepOutput && ReferenceEquals(emitted, kept)))
        {
            return WithNotes(PSObject.AsPSObject(ResultObject.Of(kept)), emitted);
        }

        PSObject shown = emitted is PSObject { BaseObject: PSCustomObject } custom ? custom.Copy()
            : Unwrapped.Of(emitted) is ValueType value ? WithNotes(new PSObject(Boxed(value)), emitted)
            : PSObject.AsPSObject(emitted);
        ResultObject.Note(shown, run.Cell.Factors, run.Repeat, position);
        return shown;
    }

    /// <summary>Copies what Add-Member added.</summary>
    private static PSObject WithNotes(PSObject result, object emitted)
    {
        foreach (PSNoteProperty note in (emitted as PSObject)?.Properties.OfType<PSNoteProperty>().Where(note => note.IsInstance && result.Properties[note.Name] is null) ?? [])
        {
            result.Properties.Add(new PSNoteProperty(note.Name, note.Value));
        }

        return result;
    }

    /// <summary>
    /// A separate box: the engine attaches added properties to the box, and a number that every run emits, such as a literal or
    /// $A, is the same one.
    /// </summary>
    private static object Boxed(ValueType value)
    {
        Array box = Array.CreateInstance(value.GetType(), 1);
        box.SetValue(value, 0);
        return box.GetValue(0)!;
    }

    private static IReadOnlyDictionary<string, object?>? Factors(PSObject shown) => shown.Properties[nameof(SinkMeasurement.Factors)] is not PSNoteProperty note ? null : Unwrapped.Of(note.Value) switch
    {
        IReadOnlyDictionary<string, object?> factors => factors,
        IDictionary table => LabList.Table(table.Entries().Select(entry => KeyValuePair.Create(entry.Key.ToString()!, Unwrapped.Of(entry.Value))), StringComparer.OrdinalIgnoreCase),
        _ => null,
    };

    private static int? Number(PSObject shown, string name) => shown.Properties[name] is PSNoteProperty note ? Unwrapped.Of(note.Value) as int? : null;

    private static bool IsNoted(PSObject shown, string name) => name.ToUpperInvariant() switch
    {
        "FACTORS" => true,
        "REPEAT" or "POSITION" => Number(shown, name) is not null,
        _ => false,
    };

    private static LabTable<string, object?> Properties(IEnumerable<KeyValuePair<string, object?>> properties) =>
        LabList.Table(properties.Select(property => KeyValuePair.Create(property.Key, Unwrapped.Of(property.Value))), StringComparer.OrdinalIgnoreCase);

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
