using System.Globalization;

namespace UdpLab;

/// <summary>Payloads as hexadecimal text.</summary>
internal static class PayloadText
{
    /// <summary>Two digits a byte.</summary>
    public static string Format(byte[] payload) => Convert.ToHexString(payload).ToLowerInvariant();

    /// <summary>
    /// Bytes of hexadecimal text: pairs of digits, with spaces, line breaks, colons or hyphens between them, and with or without
    /// 0x in front of all or of each group. Null if it is anything else.
    /// </summary>
    public static byte[]? Parse(string text)
    {
        string digits = text.Trim();
        List<byte> bytes = [];
        bool isGroup = true;
        for (int at = 0; at < digits.Length; at += 2, isGroup = false)
        {
            while (at > 0 && at < digits.Length && (char.IsWhiteSpace(digits[at]) || digits[at] is ':' or '-'))
            {
                at++;
                isGroup = true;
            }

            if (isGroup && digits.AsSpan(at).StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                at += 2;
            }

            if (at >= digits.Length || !byte.TryParse(digits.AsSpan(at, Math.Min(2, digits.Length - at)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) || at + 2 > digits.Length)
            {
                return null;
            }

            bytes.Add(value);
        }

        return bytes.Count == 0 ? null : [.. bytes];
    }
}
