using System.Collections;
using System.Globalization;
using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>Payloads: bytes, hexadecimal text or files, or several of them. A list of numbers is the bytes of one payload.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PayloadAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        byte[][] payloads => payloads,
        IEnumerable several and not (string or byte[]) when !IsNumbers(several) => several.Cast<object?>().SelectMany(one => Payloads(engineIntrinsics, one)).ToArray(),
        _ => Payloads(engineIntrinsics, inputData).ToArray(),
    };

    /// <summary>One payload, or one of each file that a name with wildcards matches.</summary>
    private static IEnumerable<byte[]> Payloads(EngineIntrinsics engine, object? given) => Unwrapped.Of(given) switch
    {
        byte[] bytes => [bytes],
        string text => Of(engine, text),
        FileInfo file => [Read(file.FullName)],
        IEnumerable numbers when IsNumbers(numbers) => [.. new[] { numbers.Cast<object>().Select(Byte).ToArray() }],
        byte one => [[one]],

        // PowerShell drops its leading zeros.
        IConvertible number => throw new ArgumentTransformationMetadataException($"{Convert.ToString(number, CultureInfo.InvariantCulture)} is a number to PowerShell: put hexadecimal digits in quotation marks, as in '1234'; bytes are a list of numbers, or [byte[]] of one."),
        var other => throw new ArgumentTransformationMetadataException($"'{other}' is no payload: give bytes, hexadecimal digits in pairs, or a file."),
    };

    private static IEnumerable<byte[]> Of(EngineIntrinsics engine, string text)
    {
        if (PayloadText.Parse(text) is { } bytes)
        {
            return [bytes];
        }

        string[] files = Files(engine, text);
        return files.Length > 0
            ? [.. files.Order(StringComparer.Ordinal).Select(Read)]
            : throw new ArgumentTransformationMetadataException($"'{text}' is neither hexadecimal digits in pairs, as in 0a1b2c or '0a 1b 2c', nor a file. A file whose name is all hexadecimal digits needs its folder, as in ./cafe.");
    }

    /// <summary>The files of a path; empty if it is none.</summary>
    private static string[] Files(EngineIntrinsics engine, string text)
    {
        try
        {
            string[] files = [.. engine.SessionState.Path.GetResolvedProviderPathFromPSPath(text, out ProviderInfo provider)];
            return provider.Name == "FileSystem" && Array.TrueForAll(files, File.Exists) ? files : [];
        }
        catch (Exception e) when (e is RuntimeException or NotSupportedException or ArgumentException)
        {
            // Not a path.
            return [];
        }
    }

    private static byte[] Read(string file)
    {
        try
        {
            // Of a device or a pipe the length is not known before.
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[PayloadLimits.Longest + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= PayloadLimits.Longest
                ? bytes[..length]
                : throw new ArgumentTransformationMetadataException($"{file} has more than {PayloadLimits.Longest} bytes, and a UDP packet carries no more.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentTransformationMetadataException($"{file} could not be read: {e.Message}", e);
        }
    }

    private static bool IsNumbers(IEnumerable values)
    {
        object?[] all = [.. values.Cast<object?>().Select(Unwrapped.Of)];
        return all.Length > 0 && Array.TrueForAll(all, value => value is byte or sbyte or short or ushort or int or uint or long or ulong);
    }

    private static byte Byte(object value)
    {
        decimal number = Convert.ToDecimal(Unwrapped.Of(value), CultureInfo.InvariantCulture);
        return number is >= 0 and <= byte.MaxValue ? (byte)number : throw new ArgumentTransformationMetadataException(string.Create(CultureInfo.InvariantCulture, $"{number} is not a byte: a list of numbers is the bytes of one payload, each 0 to 255. Several payloads of digits are texts, as in '1234', '5678'."));
    }
}
