using System.Management.Automation;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>
/// Accepts IP addresses as text, in the one unambiguous notation. PowerShell would convert a number to an address: 9000 to
/// 40.35.0.0, and 10.1 to 10.0.0.1.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal class AddressAttribute : ArgumentTransformationAttribute
{
    /// <summary>A host name is accepted too.</summary>
    public bool Names { get; init; }

    /// <summary>The word any is accepted for 0.0.0.0.</summary>
    public bool Any { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string text = TextOf(inputData);
        return AddressText.TryParse(text, out IPAddress? address) ? (Names ? address.ToString() : address)
            : Any && text.Equals("any", StringComparison.OrdinalIgnoreCase) ? IPAddress.Any
            : Names && AddressText.IsHostName(text) ? text
            : throw Wrong($"'{text}' is not an IP address{(Names ? " or host name" : "")}: {Advice(text)}.");
    }

    /// <summary>The text of an address; a number is refused.</summary>
    public static string TextOf(object? inputData)
    {
        object? one = inputData is null ? null : Unwrapped.Of(OneValueAttribute.Of(inputData, isText: true));
        return one switch
        {
            string text => text.Trim(),
            IPAddress or PktgenAddressRange => one.ToString()!,
            null => throw Wrong($"It is empty: {AddressText.Wanted}."),
            IFormattable and ValueType => throw Wrong($"{OneValueAttribute.TextOf(one)} is a number, not an address: {AddressText.Wanted}."),
            _ => throw Wrong($"'{one}' is not an IP address: {AddressText.Wanted}."),
        };
    }

    private static string Advice(string text) => text.Contains('%', StringComparison.Ordinal)
        ? "give the address without the zone, and the link with -Interface"
        : AddressText.Wanted;

    private protected static ArgumentTransformationMetadataException Wrong(string message) => new(message);
}

/// <summary>Accepts one address or a range of them for pktgen.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressRangeAttribute : AddressAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Of(inputData);

    /// <summary>The range.</summary>
    public static PktgenAddressRange Of(object? inputData)
    {
        try
        {
            return new PktgenAddressRange(TextOf(inputData));
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
