using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes factors, properties and metrics of measurements; those of the variable that is piped in or given come first.</summary>
public sealed class MeasurementNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        SinkMeasurement[] given = [.. Given(commandAst, fakeBoundParameters)];
        IEnumerable<string> names = parameterName switch
        {
            "Metric" or "Y" => MeasurementNames.Metrics(given),
            "AllowDifference" => MeasurementNames.Conditions,
            _ => MeasurementNames.Keys(given),
        };
        string typed = wordToComplete.Trim('\'', '"');
        return names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult(name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-') ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'"));
    }

    private static IEnumerable<SinkMeasurement> Given(CommandAst command, IDictionary bound)
    {
        foreach (string parameter in (string[])["Candidate", "Baseline", "InputObject"])
        {
            foreach (SinkMeasurement measurement in Flat(bound[parameter]))
            {
                yield return measurement;
            }
        }

        foreach (SinkMeasurement measurement in PipedValue.Of(command).SelectMany(Flat))
        {
            yield return measurement;
        }
    }

    private static IEnumerable<SinkMeasurement> Flat(object? value) => Unwrapped.Of(value) switch
    {
        SinkMeasurement one => [one],
        IEnumerable items and not string => items.Cast<object?>().Select(Unwrapped.Of).OfType<SinkMeasurement>(),
        _ => [],
    };
}
