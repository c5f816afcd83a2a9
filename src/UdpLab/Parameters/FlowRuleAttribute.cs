using System.Collections;
using System.Management.Automation;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>Accepts rules as tables, without converting numbers in them to addresses.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlowRuleAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        IDictionary table => Checked(table),
        IList several => several.Cast<object>().Select(one => Unwrapped.Of(one) is IDictionary table ? Checked(table) : one).ToArray(),
        _ => inputData,
    };

    private static Hashtable Checked(IDictionary table)
    {
        Hashtable rule = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            bool address = entry.Key is string name && (name.Equals("Source", StringComparison.OrdinalIgnoreCase) || name.Equals("Destination", StringComparison.OrdinalIgnoreCase));
            rule[entry.Key] = !address ? entry.Value
                : AddressText.TryParse(AddressAttribute.TextOf(entry.Value), out IPAddress? parsed) ? parsed
                : throw new ArgumentTransformationMetadataException($"{entry.Key} = {entry.Value}: this is not an IP address; {AddressText.Wanted}.");
        }

        return rule;
    }
}
