using UdpLab.Wire;

namespace UdpLab;

/// <summary>The only place that puts values into lines for a POSIX shell.</summary>
internal static class ShellQuote
{
    /// <summary>Quotes a value as one word that the shell does not interpret.</summary>
    public static string Quote(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
            {
                throw Refuse(value, $"the control character U+{(int)value[i]:X4}");
            }

            // A lone surrogate would arrive at the host as a different character.
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                throw Refuse(value, "half a character");
            }
        }

        return "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static LabException Refuse(string value, string what) => new(
        FailureCode.InvalidArgument,
        $"'{string.Concat(value.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}' contains {what}, which cannot be part of a command for a host.");
}
