using System.Management.Automation;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>
/// Takes IP addresses as text in the one spelling that means the same to everybody. PowerShell would make an address of a
/// number: of 9000 it makes 40.35.0.0, of 10.1 it makes 10.0.0.1.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal class AddressAttribute : ArgumentTransformationAttribute
{
    /// <summary>A host's name will do, too.</summary>
    public bool Names { get; init; }

    /// <summary>The word any stands for 0.0.0.0.</summary>
    public bool Any { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string text = TextOf(inputData);
        return AddressText.TryParse(text, out IPAddress? address) ? (Names ? address.ToString() : address)
            : Any && text.Equals("any", StringComparison.OrdinalIgnoreCase) ? IPAddress.Any
            : Names && AddressText.IsHostName(text) ? text
            : throw Wrong($"'{text}' is no IP address{(Names ? " and no host's name" : "")}: {Advice(text)}.");
    }

    /// <summary>The text of an address; a number is none.</summary>
    public static string TextOf(object? inputData)
    {
        object? one = inputData is null ? null : Unwrapped.Of(OneValueAttribute.Of(inputData, isText: true));
        return one switch
        {
            string text => text.Trim(),
            IPAddress or PktgenAddressRange => one.ToString()!,
            null => throw Wrong($"It is empty: {AddressText.Wanted}."),
            IFormattable and ValueType => throw Wrong($"{OneValueAttribute.TextOf(one)} is a number and no address: {AddressText.Wanted}."),
            _ => throw Wrong($"'{one}' is no IP address: {AddressText.Wanted}."),
        };
    }

    private static string Advice(string text) => text.Contains('%', StringComparison.Ordinal)
        ? "give the address without the zone, and the link with -Interface"
        : AddressText.Wanted;

    private protected static ArgumentTransformationMetadataException Wrong(string message) => new(message);
}

/// <summary>Takes one address or a range of them for pktgen.</summary>
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
