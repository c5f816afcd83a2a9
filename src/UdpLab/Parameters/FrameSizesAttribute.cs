using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Sizes of frames without FCS: numbers, and the name Rfc2544 for those of RFC 2544. Each size is taken once.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FrameSizesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        string text => Several(text.Split(',', StringSplitOptions.TrimEntries)),
        IList several => Several(several),
        _ => inputData,
    };

    private static object[] Several(IList given) => [.. given.Cast<object?>().SelectMany(Of).Distinct()];

    private static IEnumerable<object> Of(object? one)
    {
        string text = one is null ? "" : OneValueAttribute.TextOf(one).Trim();
        return text.Equals(FrameMixText.Rfc2544, StringComparison.OrdinalIgnoreCase)
            ? FrameMixText.Rfc2544Sizes.Cast<object>()
            : [FrameMixText.Number(text) is >= 0 and int size ? size : throw new ArgumentTransformationMetadataException($"'{text}' is not the size of a frame: give bytes without FCS, as in 60, 300, or {FrameMixText.Rfc2544}.")];
    }
}

/// <summary>Completes the name and the sizes of RFC 2544, without FCS.</summary>
public sealed class FrameSizeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => FrameMixText.Rfc2544Sizes
        .Select(size => size.ToString(CultureInfo.InvariantCulture)).Prepend(FrameMixText.Rfc2544)
        .Where(word => word.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
        .Select(word => new CompletionResult(word));
}
