import Foundation

func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
func naturalLog(_ x: Double) -> Double { log(x) }
