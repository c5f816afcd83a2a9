using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests;

/// <summary>Reads objects of the module as a script does: by the names of their properties.</summary>
internal static class Properties
{
    /// <summary>A property, or one of a property's: "Flood.State". Fails if there is none of that name.</summary>
    public static object? Get(this PSObject from, string path)
    {
        object? value = from;
        foreach (string name in path.Split('.'))
        {
            PSPropertyInfo property = PSObject.AsPSObject(value).Properties[name] ?? throw new InvalidOperationException($"{value} has no property {name}.");
            value = property.Value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : property.Value;

            // As in a script: a member of a one-element list is that of its element.
            value = value is IList { Count: 1 } one && name == "Flood" ? one[0] : value;
        }

        return value;
    }

    public static long Long(this PSObject from, string path) => Convert.ToInt64(from.Get(path), CultureInfo.InvariantCulture);

    public static double Double(this PSObject from, string path) => Convert.ToDouble(from.Get(path), CultureInfo.InvariantCulture);

    public static string Text(this PSObject from, string path) => from.Get(path)?.ToString() ?? "";

    public static IReadOnlyList<PSObject> All(this PSObject from, string path) => [.. ((IEnumerable)from.Get(path)!).Cast<object>().Select(PSObject.AsPSObject)];

    /// <summary>Every packet of a measurement is explained; if not, the ledger is the message.</summary>
    public static void MustAddUp(this PSObject measurement) => Assert.True(
        measurement.Long("Ledger.Unexplained") == 0,
        $"Unexplained {measurement.Text("Ledger.Unexplained")} of {measurement.Text("Ledger.Sent")}, received {measurement.Text("Ledger.Received")}; "
            + string.Join(", ", measurement.All("Ledger.Entries").Where(e => e.Long("Packets") != 0).Select(e => $"{e.Text("Source")} {e.Text("Interface")} {e.Text("Counter")} {e.Text("Packets")}")));

    /// <summary>Packets of a ledger's counter; 0 if the ledger has no such entry.</summary>
    public static long Counted(this PSObject ledger, string counter) => ledger.All("Entries").Where(e => e.Text("Counter") == counter).Sum(e => e.Long("Packets"));
}
